using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Common;

namespace TracedLlm.Analyzers.Flow;

/// <summary>A call that starts a span, and the statement around the call.</summary>
/// <param name="Start">The call that starts it.</param>
/// <param name="Value">The whole expression that has the span as its value: <c>source.StartActivity("x")?.SetTag("a", 1)</c>.</param>
/// <param name="Local">The variable that is declared with it.</param>
/// <param name="Declaration">The statement that declares it.</param>
internal sealed record StartedSpan(IInvocationOperation Start, IOperation Value, ILocalSymbol? Local, IVariableDeclarationGroupOperation? Declaration)
{
    public static StartedSpan? Parse(IInvocationOperation call, SpanSymbols symbols)
    {
        if (!symbols.IsStart(call.TargetMethod))
        {
            return null;
        }

        IOperation value = call;
        while (Next(value, symbols) is { } next)
        {
            value = next;
        }

        return value.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }
            ? new(call, value, declarator.Symbol, declarator.Parent?.Parent as IVariableDeclarationGroupOperation)
            : new(call, value, null, null);
    }

    /// <summary>Whether the code discards the span.</summary>
    public bool IsDiscarded => Value.Parent is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation };

    /// <summary>Whether a <see langword="using"/> declaration ends the span.</summary>
    public bool IsUsed => Declaration is null || Declaration.Parent is IUsingOperation or IUsingDeclarationOperation;

    // These expressions return the same span: a conversion, a fluent call, and both halves of ?.
    private static IOperation? Next(IOperation value, SpanSymbols symbols) => value.Parent switch
    {
        IConversionOperation { IsImplicit: true } conversion => conversion,
        IParenthesizedOperation parenthesized => parenthesized,
        IInvocationOperation fluent when fluent.Instance == value && symbols.IsSpan(fluent.Type) => fluent,
        IConditionalAccessOperation access when access.Operation == value && symbols.IsSpan(access.WhenNotNull.Type) => access,
        _ => null,
    };
}
