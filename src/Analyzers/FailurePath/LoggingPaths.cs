using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>Finds the methods that log the failures of a gateway.</summary>
internal static class LoggingPaths
{
    private static readonly ImmutableArray<string> Attribute = ["FailureLoggingPath", "FailureLoggingPathAttribute"];

    public static ImmutableArray<LoggingPath> Find(CompilationCode code, FailureSymbols symbols, CancellationToken cancellationToken)
    {
        var dispatch = new Dispatch(code.Compilation);
        var names = AttributeNames.Get(code.Compilation);
        return
        [
            .. (from tree in names.FilesWith(Attribute, cancellationToken)
                from node in tree.GetRoot(cancellationToken).DescendantNodes()
                where names.HasAny(AttributesOf(node), Attribute, cancellationToken)
                let method = MethodOf(code.ModelOf(tree), node, cancellationToken)
                where method is not null && symbols.IsLoggingPath(method)
                from target in method.MethodKind == MethodKind.Ordinary ? dispatch.Targets(method) : [method]
                where !target.IsAbstract
                let place = method.MethodKind == MethodKind.Ordinary ? code.PlaceOf(target) : CodePlace.PlaceOf(node)
                where place is not null
                select new LoggingPath(place.Value, target.PartialImplementationPart ?? target)).Distinct(),
        ];
    }

    private static SyntaxList<AttributeListSyntax> AttributesOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => method.AttributeLists,
        LocalFunctionStatementSyntax function => function.AttributeLists,
        LambdaExpressionSyntax lambda => lambda.AttributeLists,
        _ => default,
    };

    private static IMethodSymbol? MethodOf(SemanticModel model, SyntaxNode node, CancellationToken cancellationToken) =>
        (node is LambdaExpressionSyntax ? model.GetSymbolInfo(node, cancellationToken).Symbol : model.GetDeclaredSymbol(node, cancellationToken)) as IMethodSymbol;
}
