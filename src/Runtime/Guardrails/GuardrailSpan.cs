using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using TracedLlm.Content;
using TracedLlm.Conventions;
using TracedLlm.Facts;
using TracedLlm.Metrics;
using TracedLlm.Secrets;
using TracedLlm.Tree;

namespace TracedLlm.Guardrails;

/// <summary>
/// The owner of a guardrail's span: records the decision and the exceptions of the guardrail. Without an activity it only passes
/// a block to the request.
/// </summary>
internal sealed class GuardrailSpan(IGuardedRequest? request, string? name, GuardrailMode mode, Type[]? blocks) : SpanOwner
{
    private const string WithheldReason = "[withheld: it may quote the answer]";

    private readonly ContentStatements _before = request?.Content?.Statements ?? default;

    // The masks before this guardrail, and its own.
    private ContentMasks _masks = request?.Content?.Masks ?? default;
    private bool _hasOutcome;

    // A held span has ended, although its activity is not stopped.
    private bool _hasEnded;

    public override ITracedRequest? Request => request;

    public override SpanRole Role => SpanRole.Guardrail;

    // The failure logs need the decision of a guardrail also if no span is recorded.
    public override bool ActsWithoutActivity => true;

    public override SpanOwner ForNextSpan() => new GuardrailSpan(request, name, mode, blocks);

    public override void SetOutcome(Activity? activity, GuardrailOutcome outcome)
    {
        if (_hasEnded)
        {
            return;
        }

        _hasOutcome = true;
        if (outcome.Action == TracedLlm.GuardrailAction.Block)
        {
            Block(new GuardrailBlock(name, outcome.ViolationCategories));
        }

        if (outcome.Action == TracedLlm.GuardrailAction.Mask && request?.Content is { } content)
        {
            _masks = _masks.Add(content.Mask(new GuardrailMask(name, mode, outcome.MaskedInput, outcome.MaskedOutput, _before)));
        }

        if (activity is null)
        {
            return;
        }

        Describe(activity, StatusOf(outcome), outcome.Action);
        if (outcome is { Action: TracedLlm.GuardrailAction.Block, Reason: { } reason })
        {
            StateReason(activity, reason);
        }

        if (outcome.Action == TracedLlm.GuardrailAction.Mask)
        {
            activity.SetTag(LibraryAttributes.GuardrailMaskedEntityCount, outcome.MaskedEntityCount);
            activity.SetTag(LibraryAttributes.GuardrailMaskedEntities, MaskedEntities.ToJson(outcome.MaskedEntities));
        }

        if (outcome.ViolationCategories.Count > 0)
        {
            AttributeSecrets.Set(activity, LibraryAttributes.GuardrailViolationCategories, outcome.ViolationCategories.ToArray());
        }

        if (request is { Content: not null } && outcome.Response is { } response)
        {
            var text = ErrorText.Cut(response, ContentWriter.MaxLength);

            // A span that is not held leaves as it is now.
            var shown = request.IsCompleted ? request.ShowContent(LibraryAttributes.GuardrailResponse, text) : request.MaskContent(LibraryAttributes.GuardrailResponse, text);
            activity.SetTag(LibraryAttributes.GuardrailResponse, shown);
        }
    }

    public override void OnException(Activity? activity, Exception exception)
    {
        if (_hasEnded)
        {
            return;
        }

        _hasOutcome = true;
        if (request?.IsCancelledBy(exception) == true)
        {
            if (!request.IsCallerServed)
            {
                activity?.SetTag(LibraryAttributes.Outcome, Outcomes.Cancelled);
            }
        }
        else if (IsBlock(exception))
        {
            Block(new GuardrailBlock(name, [], exception));
            request?.ClaimExceptionEvent(exception);
            if (activity is not null)
            {
                Describe(activity, GuardrailNames.Intervened, TracedLlm.GuardrailAction.Block);
                StateReason(activity, (exception as IGuardrailBlock)?.Reason ?? exception.Message);
            }
        }
        else if (activity is not null)
        {
            activity.SetTag(LibraryAttributes.GuardrailStatus, GuardrailNames.FailedToRespond);
            SpanErrors.Record(activity, exception, request);
        }
    }

    /// <summary>
    /// The request ended before the guardrail, so the guardrail has failed to respond. If the caller left, the guardrail is
    /// cancelled instead.
    /// </summary>
    public override void Abandon(Activity activity, DateTime end)
    {
        if (!_hasOutcome)
        {
            _hasOutcome = true;
            if (activity.GetTagItem(LibraryAttributes.Outcome) is null)
            {
                activity.SetTag(LibraryAttributes.GuardrailStatus, GuardrailNames.FailedToRespond);
            }
        }

        base.Abandon(activity, end);
    }

    /// <summary>Stops a held span. What another guardrail has masked since is not in the response that leaves.</summary>
    public void Release(Activity activity)
    {
        if (activity.GetTagItem(LibraryAttributes.GuardrailResponse) is { } response)
        {
            var final = request!.Content!.FindMask(mode, _masks) ?? response;
            activity.SetTag(LibraryAttributes.GuardrailResponse, request.ShowContent(LibraryAttributes.GuardrailResponse, final));
        }

        SpanEnd.Stop(activity, previous: null, request);
    }

    /// <inheritdoc/>
    protected override bool TryHold(Activity activity)
    {
        _hasEnded = true;
        return request?.Content?.TryHold(new HeldGuardrail(this, activity)) == true;
    }

    protected override void Complete(Activity activity)
    {
        if (!_hasOutcome)
        {
            Describe(activity, GuardrailNames.Success, TracedLlm.GuardrailAction.None);
        }

        var duration = DateTime.UtcNow - activity.StartTimeUtc;
        activity.SetTag(LibraryAttributes.GuardrailDuration, duration.TotalSeconds);
        Measure(activity, duration);
    }

    private static string StatusOf(GuardrailOutcome outcome)
    {
        if (outcome.IsNotRun)
        {
            return GuardrailNames.NotRun;
        }

        return outcome.Action == TracedLlm.GuardrailAction.None ? GuardrailNames.Success : GuardrailNames.Intervened;
    }

    private static void Describe(Activity activity, string status, GuardrailAction action)
    {
        activity.SetTag(LibraryAttributes.GuardrailStatus, status);
        activity.SetTag(LibraryAttributes.GuardrailAction, GuardrailNames.NameOf(action));
        if (action != TracedLlm.GuardrailAction.None)
        {
            activity.SetTag(LibraryAttributes.Level, action == TracedLlm.GuardrailAction.Block ? GuardrailNames.LevelWarning : GuardrailNames.LevelDefault);
        }
    }

    private void Measure(Activity activity, TimeSpan duration)
    {
        if (request?.Metrics is not { } metrics)
        {
            return;
        }

        try
        {
            using var exemplars = new ExemplarSpan(activity, ExemplarSpan.WillBeShown(request));
            metrics.RecordGuardrail(activity, request.Root, duration < TimeSpan.Zero ? TimeSpan.Zero : duration);
        }
        catch (Exception exception)
        {
            // A listener of the meter threw an exception; the request continues.
            TraceCounters.ListenerFailed(exception);
        }
    }

    private void StateReason(Activity activity, string reason)
    {
        if (!string.IsNullOrWhiteSpace(reason))
        {
            var isOfAnswer = mode is GuardrailMode.PostCall or GuardrailMode.LoggingOnly && request?.IsAnswerUnknown == true;
            activity.SetTag(LibraryAttributes.GuardrailReason, isOfAnswer ? WithheldReason : ErrorText.Clean(reason, request));
        }
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

    private void Block(GuardrailBlock block)
    {
        if (mode != GuardrailMode.LoggingOnly)
        {
            request?.Block(block);
        }
    }
}
