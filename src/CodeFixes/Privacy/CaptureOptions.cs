using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace TracedLlm.CodeFixes.Privacy;

/// <summary>Finds the options that switch content capture on.</summary>
internal static class CaptureOptions
{
    /// <summary>The expression that checks the capture option, from the options in scope of a statement; <see langword="null"/> if no options are in scope.</summary>
    public static string? FindExpression(StatementSyntax statement, SemanticModel model)
    {
        var isStatic = statement.Ancestors().Any(static node => node is AnonymousFunctionExpressionSyntax lambda && lambda.Modifiers.Any(SyntaxKind.StaticKeyword))
            || Around(model.GetEnclosingSymbol(statement.SpanStart)).Any(static function => function.IsStatic);
        return model.LookupSymbols(statement.SpanStart)
            .Where(symbol => IsUsable(symbol, statement, isStatic))
            .OrderBy(static symbol => symbol.Kind is SymbolKind.Local or SymbolKind.Parameter ? 0 : 1)
            .Select(static symbol => Question(symbol))
            .FirstOrDefault(static question => question is not null);
    }

    private static IEnumerable<IMethodSymbol> Around(ISymbol? symbol)
    {
        for (; symbol is IMethodSymbol function; symbol = symbol.ContainingSymbol)
        {
            yield return function;
        }
    }

    // A local has no value before its declaration.
    private static bool IsUsable(ISymbol symbol, StatementSyntax statement, bool isStatic) => symbol switch
    {
        ILocalSymbol local => local.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is VariableDeclaratorSyntax { Initializer: not null } declarator && declarator.Span.End <= statement.SpanStart,
        IParameterSymbol { RefKind: not RefKind.Out } => true,
        IFieldSymbol or IPropertySymbol { GetMethod: not null } => symbol.IsStatic || !isStatic,
        _ => false,
    };

    private static string? Question(ISymbol symbol)
    {
        var type = symbol switch
        {
            ILocalSymbol local => local.Type,
            IParameterSymbol parameter => parameter.Type,
            IFieldSymbol field => field.Type,
            IPropertySymbol property => property.Type,
            _ => null,
        };
        return type is not INamedTypeSymbol named || type.NullableAnnotation == NullableAnnotation.Annotated ? null
            : IsOptions(named) ? $"{symbol.Name}.CaptureContent"
            : named.ContainingNamespace?.ToDisplayString() == "Microsoft.Extensions.Options" && named.TypeArguments.Length == 1 && IsOptions(named.TypeArguments[0])
                ? named.Name switch
                {
                    "IOptions" or "IOptionsSnapshot" => $"{symbol.Name}.Value.CaptureContent",
                    "IOptionsMonitor" => $"{symbol.Name}.CurrentValue.CaptureContent",
                    _ => null,
                }
                : null;
    }

    private static bool IsOptions(ITypeSymbol type) => type is { Name: "TracedLlmOptions", ContainingNamespace: { Name: "TracedLlm", ContainingNamespace.IsGlobalNamespace: true } };
}
