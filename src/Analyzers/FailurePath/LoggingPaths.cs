using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>Finds the methods that log the failures of a gateway.</summary>
internal static class LoggingPaths
{
    private const string Attribute = "FailureLoggingPath";

    public static ImmutableArray<LoggingPath> Find(CompilationCode code, FailureSymbols symbols)
    {
        var dispatch = new Dispatch(code.Compilation);
        return
        [
            .. (from tree in code.Compilation.SyntaxTrees
                where tree.GetText().ToString().IndexOf(Attribute, StringComparison.Ordinal) >= 0
                from declaration in tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()
                where declaration.AttributeLists.Count > 0
                let method = code.ModelOf(tree).GetDeclaredSymbol(declaration) as IMethodSymbol
                where method is not null && symbols.IsLoggingPath(method)
                from target in dispatch.Targets(method)
                where !target.IsAbstract
                let place = CodePlace.PlaceOf(target)
                where place is not null
                select new LoggingPath(place.Value, target.PartialImplementationPart ?? target)).Distinct(),
        ];
    }
}
