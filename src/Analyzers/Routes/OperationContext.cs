using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace TracedLlm.Analyzers.Routes;

/// <summary>An operation that a rule inspects.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="File">The analysis of the file around it.</param>
internal readonly record struct OperationContext(IOperation Operation, SemanticModelAnalysisContext File)
{
    public AnalyzerOptions Options => File.Options;

    public Compilation Compilation => File.SemanticModel.Compilation;

    /// <summary>The method or other member around the operation.</summary>
    public ISymbol? ContainingSymbol
    {
        get
        {
            var symbol = File.SemanticModel.GetEnclosingSymbol(Operation.Syntax.SpanStart, CancellationToken);
            while (symbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction })
            {
                symbol = symbol.ContainingSymbol;
            }

            return symbol;
        }
    }

    public CancellationToken CancellationToken => File.CancellationToken;

    public void ReportDiagnostic(Diagnostic diagnostic) => File.ReportDiagnostic(diagnostic);
}
