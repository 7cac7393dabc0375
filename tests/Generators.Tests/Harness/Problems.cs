extern alias generators;

using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using generators::TracedLlm.Generators.Common;
using generators::TracedLlm.Generators.Spans;

namespace TracedLlm.Generators.Tests.Harness;

/// <summary>Diagnostics as lines of text: the rule, the text it underlines, and its message.</summary>
internal static class Problems
{
    public static IEnumerable<string> Print(IEnumerable<Diagnostic> diagnostics) => diagnostics.Select(Print);

    public static string Print(Diagnostic diagnostic)
    {
        var text = diagnostic.Location.SourceTree?.GetText().ToString(diagnostic.Location.SourceSpan);
        return $"{diagnostic.Id} at {text}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}";
    }

    /// <summary>What an analyzer reports: what the parser finds and the generator does not report.</summary>
    public static IEnumerable<string> ForAnalyzers(Compilation compilation)
    {
        var tree = compilation.SyntaxTrees.Single(candidate => candidate.FilePath == "Gateway.cs");
        var semantics = compilation.GetSemanticModel(tree);
        return tree.GetRoot().DescendantNodes()
            .Where(node => node is MethodDeclarationSyntax or LocalFunctionStatementSyntax)
            .Select(node => (IMethodSymbol)semantics.GetDeclaredSymbol(node)!)
            .SelectMany(method => TracedMethodParser.Parse(method, KnownSymbols.Get(compilation), CancellationToken.None).Problems)
            .Where(problem => !problem.ReportedByGenerator)
            .Select(problem => Print(problem.ToDiagnostic()));
    }
}
