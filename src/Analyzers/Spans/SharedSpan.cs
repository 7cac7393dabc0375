using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Flow;
using TracedLlm.Analyzers.Routes;

namespace TracedLlm.Analyzers.Spans;

/// <summary>Recognises a span that code keeps in a static field or property.</summary>
internal static class SharedSpan
{
    private static readonly HashSet<string> Ends = ["End", "Dispose", "Stop", "EndWith", "DisposeAsync"];

    /// <summary>What is wrong with the place where a span is kept; <see langword="null"/> if the span is not in a static field, or if it may be ended there.</summary>
    public static string? Why(StartedSpan span, IOperation body, CompilationCode code, CancellationToken cancellationToken)
    {
        if (Target(span, body) is not { IsStatic: true } member || !code.Declares(member) || !HoldsValue(member))
        {
            return null;
        }

        var what = member is IFieldSymbol ? "field" : "property";
        if (IsOfTracedRequests(span, code, cancellationToken) || new RequestCode(code, cancellationToken).Runs(span.Start.Syntax))
        {
            return $"kept in the static {what} '{member.Name}', which all requests share";
        }

        return member.DeclaredAccessibility == Accessibility.Private && !IsEnded(member, code, cancellationToken)
            ? $"kept in the static {what} '{member.Name}' and never ended"
            : null;
    }

    private static bool IsOfTracedRequests(StartedSpan span, CompilationCode code, CancellationToken cancellationToken) =>
        TracedCode.GetIfTraced(code.Compilation, cancellationToken) is { } traced
        && traced.FunctionOf(span.Start.Syntax, cancellationToken) is { } function
        && traced.Reached(cancellationToken).Contains(function);

    private static ISymbol? Target(StartedSpan span, IOperation body) => span switch
    {
        { Local: { } local } => body.Descendants().OfType<ISimpleAssignmentOperation>()
            .Where(assignment => WithoutConversion(assignment.Value) is ILocalReferenceOperation reference && GatewaySymbols.Same(reference.Local, local))
            .Select(static assignment => (assignment.Target as IMemberReferenceOperation)?.Member)
            .FirstOrDefault(static member => member is { IsStatic: true }),
        { Value.Parent: IAssignmentOperation { Target: IMemberReferenceOperation target } } => target.Member,
        { Value.Parent: IFieldInitializerOperation initializer } => initializer.InitializedFields.FirstOrDefault(),
        { Value.Parent: IPropertyInitializerOperation initializer } => initializer.InitializedProperties.FirstOrDefault(),
        _ => null,
    };

    private static IOperation WithoutConversion(IOperation value) => value is IConversionOperation conversion ? WithoutConversion(conversion.Operand) : value;

    // A property with code of its own may keep the span for each request. A field of a thread is not shared.
    private static bool HoldsValue(ISymbol member) => member switch
    {
        IFieldSymbol field => !field.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name == "ThreadStaticAttribute"),
        IPropertySymbol property => property.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(field => GatewaySymbols.Same(field.AssociatedSymbol, property)),
        _ => false,
    };

    private static bool IsEnded(ISymbol member, CompilationCode code, CancellationToken cancellationToken) =>
        code.DeclarationsOf(member.ContainingType, cancellationToken)
            .SelectMany(static type => type.DescendantNodes()).OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == member.Name)
            .Any(static name => MayEnd(name));

    // A use in another form may pass the span on to code that ends it.
    private static bool MayEnd(IdentifierNameSyntax name)
    {
        ExpressionSyntax span = name.Parent is MemberAccessExpressionSyntax qualified && qualified.Name == name ? qualified : name;
        return span.Parent switch
        {
            AssignmentExpressionSyntax assignment => assignment.Left != span,
            MemberAccessExpressionSyntax access => Ends.Contains(access.Name.Identifier.ValueText),
            ConditionalAccessExpressionSyntax access => access.WhenNotNull.DescendantNodesAndSelf().OfType<MemberBindingExpressionSyntax>().Any(static binding => Ends.Contains(binding.Name.Identifier.ValueText)),
            _ => true,
        };
    }
}
