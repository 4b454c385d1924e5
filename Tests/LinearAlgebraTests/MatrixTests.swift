import LinearAlgebra
import Testing

struct MatrixTests {
    let matrix = Matrix(columns: [[1, 2, 3], [4, 5, 6]])

    @Test func `columns, rows and elements`() {
        #expect(matrix.rows == 3 && matrix.columns == 2)
        #expect(matrix[2, 0] == 3 && matrix[0, 1] == 4)
        #expect(matrix.column(1) == [4, 5, 6] && matrix.row(1) == [2, 5])
        #expect(matrix.rows([2, 0, 2]) == Matrix(columns: [[3, 1, 3], [6, 4, 6]]))
        #expect(matrix.selectingColumns([1]) == Matrix(columns: [[4, 5, 6]]))
    }

    @Test func `filling by column and by row-major block gives the same`() {
        var byColumn = Matrix(rows: 3, columns: 2)
        byColumn.setColumn(0, from: [1, 2, 3])
        byColumn.setColumn(1, from: [4, 5, 6])
        var byRows = Matrix(rows: 3, columns: 2)
        byRows.setRows(startingAt: 0, rowMajor: [1, 4])
        byRows.setRows(startingAt: 1, rowMajor: [2, 5, 3, 6])
        #expect(byColumn == matrix && byRows == matrix)
        #expect(Matrix(rows: 3, columnCount: 2) { matrix.column($0) } == matrix)
    }

    @Test func `a copy is a value`() {
        var copy = matrix
        copy[0, 0] = 9
        #expect(matrix[0, 0] == 1 && copy[0, 0] == 9)
    }

    @Test func `a matrix without columns keeps its rows`() {
        #expect(Matrix(columns: [], rows: 4).rows == 4)
    }
}
