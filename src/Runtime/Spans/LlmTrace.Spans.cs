using System.Diagnostics;

namespace TracedLlm;

/// <content>What the spans of the request need of it.</content>
public sealed partial class LlmTrace : IAttemptedRequest, IGuardedRequest
{
    bool ITracedRequest.IsDelivered => IsDelivered;

    bool ITracedRequest.CapturesContent => CapturesContent;

    SpanNaming ITracedRequest.Naming => Naming;

    EverySpanTags ITracedRequest.EverySpan => EverySpan;

    SpanOwner ITracedRequest.Stages => Stages;

    IReadOnlyList<string> ITracedRequest.Secrets => Secrets;

    string? IAttemptedRequest.TraceId => Request.TraceId;

    string? IAttemptedRequest.Operation => Route.Facts.Operation;

    string? IAttemptedRequest.Model => Request.Model;

    bool IAttemptedRequest.IsAborted => IsAborted;

    AttemptLog IAttemptedRequest.Attempts => Attempts;

    Activity? ITracedRequest.OpenRequestSpan() => Request.Open();

    Activity? ITracedRequest.EnclosingSpan(Activity? current) => EnclosingSpan(current);

    OpenCall? ITracedRequest.EnclosingCall(Activity? current) => OpenCall(current);

    bool ITracedRequest.Hold(in OpenSpan span) => Hold(span);

    bool ITracedRequest.Release(Activity activity) => Release(activity);

    bool ITracedRequest.IsCancelledBy(Exception exception) => IsCancelledBy(exception);

    bool ITracedRequest.ClaimExceptionEvent(Exception exception) => ClaimExceptionEvent(exception);

    object? ITracedRequest.MaskContent(string name, string? value) => MaskedContent.Of(name, value, RequestMetadata);

    Activity? IAttemptedRequest.EnclosingGuardrail(Activity? current) => EnclosingGuardrail(current);

    void IAttemptedRequest.EndFailedAttempts()
    {
        EndFailedAttempts();
        Request.ForgetFailedAttempt();
    }

    PayloadTap? IAttemptedRequest.TapProvider(Activity attempt, HttpRequestMessage? sent) => ResponsePayloads.Arriving(this, attempt, sent);

    void IGuardedRequest.Block(Exception? exception) => Block(exception);
}
