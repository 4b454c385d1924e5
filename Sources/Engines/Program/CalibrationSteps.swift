import Foundation
import Regression

/// A calibrator that can be written as steps. A new kind of calibrator conforms here to be exported; without that it is refused.
protocol SteppedCalibrator: Calibrator {
    /// P(churn) before any shift of the base rate.
    func probability(_ raw: ScoreExpression, _ program: inout ScoreProgram) -> ScoreExpression
}

extension ScoreProgram {
    mutating func calibrate(_ raw: ScoreExpression, _ calibration: Calibration) throws(ExportError) {
        if let line = calibration.line {
            let isIdentity = line == CalibrationLine(slope: 1, intercept: 0)
            let straight = ScoreExpression.constant(line.slope) * raw + .constant(line.intercept)
            add(ScoreProgram.result, sigmoid(isIdentity ? raw : add("logodds", straight)))
            return
        }
        let kind = type(of: calibration.map)
        guard let map = calibration.map as? any SteppedCalibrator else {
            throw ExportError("models calibrated by \(kind.name) cannot be exported")
        }
        let plain = map.probability(raw, &self)
        guard calibration.shift != 0 else {
            add(ScoreProgram.result, plain)
            return
        }
        let p = add("unshifted", plain)
        let event = p * .constant(exp(calibration.shift))
        add(ScoreProgram.result, event / (event + (.one - p)))
    }

    /// 1 / (1 + exp(-z)) by e = exp(-|z|), which cannot overflow: 1 / (1 + e) where z is not negative, else e / (1 + e). Below
    /// z = -700 it stays at 1e-304, since some engines refuse results that underflow.
    mutating func sigmoid(_ z: ScoreExpression) -> ScoreExpression {
        let e = fading(z)
        return .choice(.less(z, .zero), then: e, otherwise: .one) / (.one + e)
    }

    /// exp(-|z|).
    private mutating func fading(_ z: ScoreExpression) -> ScoreExpression {
        let down = add("down\(steps.count)", .choice(.less(z, .zero), then: z, otherwise: .zero - z))
        let floor = ScoreExpression.constant(-700)
        return add("exp\(steps.count)", .exponential(.choice(.less(down, floor), then: floor, otherwise: down)))
    }

    /// log(1 + exp(z)) for z and for -z.
    mutating func softplus(_ z: ScoreExpression) -> (up: ScoreExpression, down: ScoreExpression) {
        let rest = add("log\(steps.count)", .logarithm(.one + fading(z)))
        return (
            .choice(.less(z, .zero), then: rest, otherwise: z + rest),
            .choice(.less(z, .zero), then: rest - z, otherwise: rest)
        )
    }
}

extension BetaCalibrator: SteppedCalibrator {
    func probability(_ raw: ScoreExpression, _ program: inout ScoreProgram) -> ScoreExpression {
        let (up, down) = program.softplus(raw)
        let logOdds = ScoreExpression.constant(c) - .constant(a) * down + .constant(b) * up
        return program.sigmoid(program.add("logodds", logOdds))
    }
}

extension SplineCalibrator: SteppedCalibrator {
    func probability(_ raw: ScoreExpression, _ program: inout ScoreProgram) -> ScoreExpression {
        var heights = [intercept]
        for k in knots.indices.dropLast() {
            heights.append(heights[k] + (knots[k + 1] - knots[k]) * (slopes[k] + slopes[k + 1]) / 2)
        }
        let last = knots.count - 1
        let between = (0..<last).map { k in
            CurvePieces.polynomial(
                raw.less(knots[k]),
                [heights[k], slopes[k], (slopes[k + 1] - slopes[k]) / (2 * (knots[k + 1] - knots[k]))])
        }
        let before = CurvePieces.line(raw, knots[0], heights[0], slopes[0])
        let after = CurvePieces.line(raw, knots[last], heights[last], slopes[last])
        let logOdds = ScoreExpression.pieces(of: raw, breaks: knots, [before] + between + [after])
        return program.sigmoid(program.add("logodds", logOdds))
    }
}

extension IsotonicCalibrator: SteppedCalibrator {
    func probability(_ raw: ScoreExpression, _ program: inout ScoreProgram) -> ScoreExpression {
        var (breaks, pieces) = ([Double](), [ScoreExpression]())
        for (k, block) in blocks.enumerated() {
            if k > 0 {
                let before = blocks[k - 1]
                let share = raw.less(before.high) / .constant(block.low - before.high)
                breaks.append(block.low)
                pieces.append(
                    .constant(before.probability) + share * .constant(block.probability - before.probability))
            }
            if k < blocks.count - 1 { breaks.append(block.high) }
            pieces.append(.constant(block.probability))
        }
        return .pieces(of: raw, breaks: breaks, pieces)
    }
}

/// The point estimate; the interval stays here.
extension VennAbersCalibrator: SteppedCalibrator {
    func probability(_ raw: ScoreExpression, _ program: inout ScoreProgram) -> ScoreExpression {
        let values = low.indices.map { ScoreExpression.constant(high[$0] / (1 - low[$0] + high[$0])) }
        // Piece 2k lies before score k and piece 2k + 1 at it.
        let pieces = scores.indices.map { k in
            ScoreExpression.choice(.less(raw, .constant(scores[k])), then: values[2 * k], otherwise: values[2 * k + 1])
        }
        return .pieces(of: raw, breaks: scores, pieces + [values[2 * scores.count]])
    }
}
