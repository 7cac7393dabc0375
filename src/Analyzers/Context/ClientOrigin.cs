using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;

namespace TracedLlm.Analyzers.Context;

/// <summary>The origin of an HTTP client. Exactly one property is set.</summary>
/// <param name="Typed">The type whose constructor receives the client.</param>
/// <param name="Name">The name that the code passes to the factory.</param>
/// <param name="Made">The place of its constructor call.</param>
internal sealed record ClientOrigin(INamedTypeSymbol? Typed, string? Name, CodePlace? Made)
{
    private const int MaxDepth = 6;

    /// <summary>Finds the origin of a client; <see langword="null"/> if the code does not show it or if several clients are possible.</summary>
    public static ClientOrigin? Find(IOperation? client, HttpClientSymbols symbols, CompilationCode code, CancellationToken cancellationToken, int depth = 0) => depth == MaxDepth ? null : client switch
    {
        IConversionOperation conversion => Find(conversion.Operand, symbols, code, cancellationToken, depth + 1),
        IObjectCreationOperation creation when symbols.IsMadeUntraced(creation, code, cancellationToken) => new(null, null, CodePlace.PlaceOf(creation.Syntax)),
        IInvocationOperation call when symbols.IsCreateClient(call) => OfFactory(call),
        ILocalReferenceOperation { Local: var local } => Find(OnlyValueOf(local, code, cancellationToken), symbols, code, cancellationToken, depth + 1),
        IParameterReferenceOperation { Parameter.ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor, ContainingType: var type } } => new(type.OriginalDefinition, null, null),
        IFieldReferenceOperation { Field: var field } => Find(OnlyValueOf(field, code, cancellationToken), symbols, code, cancellationToken, depth + 1),
        IPropertyReferenceOperation { Property: { SetMethod: null or { IsInitOnly: false, DeclaredAccessibility: Accessibility.Private } } property } => Find(OnlyValueOf(property, code, cancellationToken), symbols, code, cancellationToken, depth + 1),
        _ => null,
    };

    // Without an argument the factory uses the default name.
    private static ClientOrigin? OfFactory(IInvocationOperation call) => call.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "name") switch
    {
        null => new(null, "", null),
        { Value.ConstantValue: { HasValue: true, Value: string name } } => new(null, name, null),
        _ => null,
    };

    private static IOperation? OnlyValueOf(ISymbol variable, CompilationCode code, CancellationToken cancellationToken)
    {
        var values = ValuesOf(variable, code, cancellationToken).Take(2).ToList();
        return values.Count == 1 ? values[0] : null;
    }

    /// <summary>The single value of a local, a field or a property in its function or type.</summary>
    private static IEnumerable<IOperation> ValuesOf(ISymbol variable, CompilationCode code, CancellationToken cancellationToken) =>
        from written in code.DeclarationsOf(variable is ILocalSymbol ? variable : variable.ContainingType, cancellationToken)
        let scope = variable is ILocalSymbol ? CompilationCode.FunctionsAround(written).FirstOrDefault() ?? written.SyntaxTree.GetRoot(cancellationToken) : written
        let model = code.ModelOf(scope.SyntaxTree)
        from node in scope.DescendantNodes()
        let value = ValueFor(variable.Name, node)
        where value is not null && IsFor(variable, node, model)
        let operation = model.GetOperation(value, cancellationToken)
        where operation is not null
        select operation;

    private static ExpressionSyntax? ValueFor(string name, SyntaxNode node) => node switch
    {
        VariableDeclaratorSyntax declarator when declarator.Identifier.ValueText == name => declarator.Initializer?.Value,
        PropertyDeclarationSyntax property when property.Identifier.ValueText == name => property.Initializer?.Value ?? property.ExpressionBody?.Expression,
        AssignmentExpressionSyntax { Left: IdentifierNameSyntax left } assignment when left.Identifier.ValueText == name => assignment.Right,
        AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax { Name: var left } } assignment when left.Identifier.ValueText == name => assignment.Right,
        _ => null,
    };

    private static bool IsFor(ISymbol variable, SyntaxNode node, SemanticModel model) => GatewaySymbols.Same(
        node is AssignmentExpressionSyntax assignment ? model.GetSymbolInfo(assignment.Left).Symbol : model.GetDeclaredSymbol(node),
        variable);
}
