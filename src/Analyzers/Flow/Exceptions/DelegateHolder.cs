using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>A field, property or local with a delegate that only its initializer sets: <c>static readonly Func&lt;Exception, bool&gt; IsKnown = e => e is HttpException</c>.</summary>
internal static class DelegateHolder
{
    /// <summary>The function that the delegate runs, with its syntax if it is a lambda; nothing if the code does not show the function.</summary>
    public static (IMethodSymbol Method, LambdaExpressionSyntax? Lambda)? FunctionOf(IOperation? holder, CompilationCode code, CancellationToken cancellationToken)
    {
        var held = holder switch
        {
            IFieldReferenceOperation { Field: { IsReadOnly: true } field } => (ISymbol)field,
            IPropertyReferenceOperation { Property: { SetMethod: null } property } => property,
            ILocalReferenceOperation { Local: var local } => local,
            _ => null,
        };
        var initial = held is null ? null : code.DeclarationsOf(held, cancellationToken).FirstOrDefault() switch
        {
            VariableDeclaratorSyntax variable when held is not ILocalSymbol || !IsSetLater(variable) => variable.Initializer?.Value,
            PropertyDeclarationSyntax property => property.Initializer?.Value ?? property.ExpressionBody?.Expression,
            _ => null,
        };
        return initial is LambdaExpressionSyntax or NameSyntax or MemberAccessExpressionSyntax
            && code.ModelOf(initial.SyntaxTree).GetSymbolInfo(initial, cancellationToken).Symbol is IMethodSymbol method
                ? (method, initial as LambdaExpressionSyntax)
                : null;
    }

    private static bool IsSetLater(VariableDeclaratorSyntax variable) =>
        CompilationCode.FunctionsAround(variable).LastOrDefault()?.DescendantNodes().Any(node =>
            node is AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: var name } } && name == variable.Identifier.ValueText) == true;
}
