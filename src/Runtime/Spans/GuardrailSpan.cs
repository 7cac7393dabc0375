using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;

namespace TracedLlm;

/// <summary>What a guardrail decided, and what its exceptions mean.</summary>
internal sealed class GuardrailSpan(LlmTrace? trace, GuardrailMode mode, Type[]? blocks) : SpanOwner(trace)
{
    private bool _settled;

    public override SpanOwner Again() => new GuardrailSpan(Trace, mode, blocks);

    public void Settle(Activity activity, GuardrailOutcome outcome)
    {
        _settled = true;
        var intervened = outcome.Action != GuardrailAction.None;
        Describe(activity, intervened ? GuardrailNames.Intervened : GuardrailNames.Success, outcome.Action);
        if (outcome.Action == GuardrailAction.Mask)
        {
            activity.SetTag(LiteLlm.GuardrailMaskedEntityCount, outcome.MaskedEntityCount);
        }

        if (outcome.ViolationCategories.Count > 0)
        {
            activity.SetTag(LiteLlm.GuardrailViolationCategories, outcome.ViolationCategories.ToArray());
        }
    }

    public override void OnException(Activity activity, Exception exception)
    {
        if (exception is OperationCanceledException && Trace is { IsAborted: true })
        {
            _settled = true;
            if (!Trace.IsDelivered)
            {
                activity.SetTag(LiteLlm.Outcome, Outcomes.Cancelled);
            }

            return;
        }

        _settled = true;
        if (IsBlock(exception))
        {
            Describe(activity, GuardrailNames.Intervened, TracedLlm.GuardrailAction.Block);
            Trace?.ClaimExceptionEvent(exception);
            return;
        }

        activity.SetTag(LiteLlm.GuardrailStatus, GuardrailNames.FailedToRespond);
        SpanErrors.Record(activity, exception, Trace);
    }

    protected override void Complete(Activity activity)
    {
        if (!_settled)
        {
            Describe(activity, GuardrailNames.Success, TracedLlm.GuardrailAction.None);
        }

        activity.SetTag(LiteLlm.GuardrailDuration, (DateTime.UtcNow - activity.StartTimeUtc).TotalSeconds);
    }

    private bool IsBlock(Exception exception)
    {
        if (exception is IGuardrailBlock || (blocks is not null && Array.Exists(blocks, type => type.IsInstanceOfType(exception))))
        {
            return true;
        }

        return exception is not (HttpRequestException or IOException or SocketException or TimeoutException or JsonException
            or OperationCanceledException);
    }

    private void Describe(Activity activity, string status, GuardrailAction action)
    {
        activity.SetTag(LiteLlm.GuardrailStatus, status);
        activity.SetTag(LiteLlm.GuardrailAction, GuardrailNames.Of(action));
        if (action == TracedLlm.GuardrailAction.None)
        {
            return;
        }

        activity.SetTag(LiteLlm.Level, action == TracedLlm.GuardrailAction.Block ? GuardrailNames.LevelWarning : GuardrailNames.LevelDefault);
        if (action == TracedLlm.GuardrailAction.Block && mode != GuardrailMode.LoggingOnly)
        {
            Trace?.Block();
        }
    }
}
