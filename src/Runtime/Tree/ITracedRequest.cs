using System.Diagnostics;
using TracedLlm.Conventions;
using TracedLlm.Exporting;
using TracedLlm.Metrics;

namespace TracedLlm.Tree;

/// <summary>The part of a request that its spans need.</summary>
internal interface ITracedRequest : IExportedRequest
{
    /// <summary>The context of the root span; the default value if nothing is recorded.</summary>
    ActivityContext Context { get; }

    /// <summary>Whether spans of the request are recorded.</summary>
    bool IsRecording { get; }

    /// <summary>Whether the response has ended. A span that starts after that is late.</summary>
    bool IsCompleted { get; }

    /// <summary>The trace that backends show the request in; <see langword="null"/> if it is the activities', or not decided yet.</summary>
    SeparateTrace? ShownTrace { get; }

    /// <summary>Whether its trace is sent if no rule for the end of requests keeps it. The answer is computed at each call.</summary>
    bool IsSentByRatio { get; }

    /// <summary>The metrics of requests; <see langword="null"/> while nobody listens to them.</summary>
    RequestMetrics? Metrics { get; }

    /// <summary>Whether the caller had the whole response, or the event that ends it, before the caller left.</summary>
    bool IsCallerServed { get; }

    /// <summary>The names of the request's spans.</summary>
    SpanNaming Naming { get; }

    /// <summary>The owner of the request's stages.</summary>
    SpanOwner Stages { get; }

    /// <summary>The credentials in the request, which the text of an exception must not contain.</summary>
    IReadOnlyList<string> Secrets { get; }

    /// <summary>
    /// Returns <c>litellm_request</c>, and starts it if it has not started; <see langword="null"/> after the request has ended.
    /// </summary>
    Activity? OpenRequestSpan();

    /// <summary>
    /// Returns the innermost open span that encloses the code whose activity is <paramref name="current"/>;
    /// <see langword="null"/> if only the root or no span encloses it.
    /// </summary>
    Activity? FindEnclosingSpan(Activity? current);

    /// <summary>Returns the open call that encloses the code whose activity is <paramref name="current"/>.</summary>
    OpenCall? FindEnclosingCall(Activity? current);

    /// <summary>
    /// Adds <paramref name="span"/> to the open spans; <see langword="false"/> if the request has ended, so that the span is
    /// late.
    /// </summary>
    bool AddSpan(in OpenSpan span);

    /// <summary>
    /// Removes <paramref name="activity"/> from the open spans. It returns <see langword="true"/> to one caller only, which ends
    /// the span and calls <see cref="OnSpanStopped"/> after that, whatever happens. A shutdown waits for that call.
    /// </summary>
    bool TryRemoveSpan(Activity activity);

    /// <summary>The span that the caller removed has stopped, or the request holds it.</summary>
    void OnSpanStopped();

    /// <summary>
    /// Whether <paramref name="exception"/> is only a cancellation by the caller that left, or by the gateway after a block.
    /// </summary>
    bool IsCancelledBy(Exception exception);

    /// <summary>
    /// Whether no span describes <paramref name="exception"/> yet. The first caller gets <see langword="true"/> and writes the
    /// <c>exception</c> event.
    /// </summary>
    bool ClaimExceptionEvent(Exception exception);

    /// <summary>An <c>auth</c> stage has ended.</summary>
    /// <param name="succeeded">Whether it identified the caller; <see langword="null"/> if it found no credentials of its scheme.</param>
    void NoteAuthentication(bool? succeeded);

    /// <summary>Records the exception of a stage. The request has not failed by it: the gateway may go on.</summary>
    void NoteStage(Exception exception);

    /// <summary>Records an exception that makes the request fail; always <see langword="false"/>.</summary>
    bool RecordException(Exception exception);

    /// <summary>Lets the application's enrichers add attributes to a span that is about to start.</summary>
    /// <param name="tags">The attributes of the span so far.</param>
    /// <param name="kind">What the span stands for.</param>
    /// <param name="name">Its name.</param>
    void Enrich(CreationTags tags, LlmSpanKind kind, string name);

    /// <summary>Returns the value of an attribute that carries content, or the masked value if the request asks for masking.</summary>
    object? MaskContent(string name, object? value);

    /// <summary>
    /// Returns the value of an attribute that carries content as its span may show it: <see langword="null"/> if content is off, and
    /// without what the redactors remove. What the tenant and the request say is final when the request ends.
    /// </summary>
    object? ShowContent(string name, object? value);

    /// <summary>
    /// Returns the text of an error without what it quotes of the request, unless the request's spans show its input, and without what
    /// the redactors remove.
    /// </summary>
    string RemoveContent(string attribute, string text);

    /// <summary>Sets an attribute of the root span.</summary>
    void SetRootTag(string name, object? value);

    /// <summary>Sets an attribute of <c>litellm_request</c>, now or when that span starts.</summary>
    void SetRequestTag(string name, object? value);

    /// <summary>Sets an attribute of every span that is open or starts later.</summary>
    void SetTraceTag(string name, object? value);
}
