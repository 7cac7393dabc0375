using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace TracedLlm.Analyzers.Spans;

/// <summary>A span where it is started, and what becomes of it at once.</summary>
/// <param name="Start">The call that starts it.</param>
/// <param name="Value">The whole expression that the span is the value of: <c>source.StartActivity("x")?.SetTag("a", 1)</c>.</param>
/// <param name="Local">The variable that is declared with it.</param>
/// <param name="Declaration">The statement that declares it.</param>
internal sealed record StartedSpan(IInvocationOperation Start, IOperation Value, ILocalSymbol? Local, IVariableDeclarationGroupOperation? Declaration)
{
    public static StartedSpan? Of(IInvocationOperation call, SpanSymbols symbols)
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

    /// <summary>Whether nobody keeps it.</summary>
    public bool IsDiscarded => Value.Parent is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation };

    /// <summary>Whether it is ended by the <see langword="using"/> that it is declared in.</summary>
    public bool IsUsed => Declaration is null || Declaration.Parent is IUsingOperation or IUsingDeclarationOperation;

    // What passes the same span on: a conversion, a call on it that returns it, and the two halves of ?.
    private static IOperation? Next(IOperation value, SpanSymbols symbols) => value.Parent switch
    {
        IConversionOperation { IsImplicit: true } conversion => conversion,
        IParenthesizedOperation parenthesized => parenthesized,
        IInvocationOperation fluent when fluent.Instance == value && symbols.IsSpan(fluent.Type) => fluent,
        IConditionalAccessOperation access when access.Operation == value && symbols.IsSpan(access.WhenNotNull.Type) => access,
        _ => null,
    };
}
