import Foundation
import Synchronization

/// A proxy before a server on 127.0.0.1 that spoils each connection after so many bytes of the server's answers.
final class FaultProxy: Sendable {
    enum Fault: String, Sendable, CaseIterable {
        /// Says no more, and keeps the connection.
        case stall
        /// Ends it as after a crash of the machine.
        case reset
        /// Ends it in good form.
        case finish
        /// Goes on with other bytes.
        case garble
    }

    let port: Int
    private let listener: Int32
    private let isOver = Mutex(false)
    private let answered = Mutex(0)

    /// Bytes of the server's answers so far, over all connections.
    var answeredBytes: Int { answered.withLock { $0 } }

    /// One that spoils nothing.
    convenience init(to server: Int) throws { try self.init(to: server, .finish, after: .max) }

    init(to server: Int, _ fault: Fault, after limit: Int) throws {
        (listener, port) = try LoopbackSocket.listening()
        let thread = Thread { [self] in
            while true {
                let client = accept(listener, nil, nil)
                if client < 0 || isOver.withLock({ $0 }) { return }
                guard let upstream = LoopbackSocket.connected(port: server) else { continue }
                Thread { self.forward(client, upstream, fault, limit) }.start()
            }
        }
        thread.start()
    }

    func stop() {
        isOver.withLock { $0 = true }
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    private func forward(_ client: Int32, _ server: Int32, _ fault: Fault, _ limit: Int) {
        var (buffer, passed) = ([UInt8](repeating: 0, count: 16_384), 0)
        defer {
            close(server)
            close(client)
        }
        while !isOver.withLock({ $0 }) {
            var ends = [
                pollfd(fd: client, events: Int16(POLLIN), revents: 0),
                pollfd(fd: server, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&ends, 2, 200) >= 0 else { return }
            if ends[0].revents != 0 {
                let count = read(client, &buffer, buffer.count)
                if count <= 0 { return }
                FaultProxy.send(buffer[..<count], to: server)
            }
            guard ends[1].revents != 0 else { continue }
            let room = fault == .garble ? buffer.count : min(buffer.count, max(1, limit - passed))
            let count = read(server, &buffer, room)
            if count <= 0 { return }
            for index in 0..<count where fault == .garble && passed + index >= limit { buffer[index] ^= 0x5A }
            FaultProxy.send(buffer[..<count], to: client)
            passed += count
            answered.withLock { $0 += count }
            if passed >= limit, fault != .garble { return spoil(client, server, fault) }
        }
    }

    private func spoil(_ client: Int32, _ server: Int32, _ fault: Fault) {
        switch fault {
        case .finish, .garble: return
        case .reset:
            var option = linger(l_onoff: 1, l_linger: 0)
            setsockopt(client, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        case .stall: while !isOver.withLock({ $0 }) { usleep(50_000) }
        }
    }

    private static func send(_ bytes: ArraySlice<UInt8>, to socket: Int32) {
        var rest = bytes
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if sent <= 0 { return }
            rest = rest.dropFirst(sent)
        }
    }
}
