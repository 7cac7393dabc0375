using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using TracedLlm.Apis;
using TracedLlm.Attempts;
using TracedLlm.Conventions;
using TracedLlm.Endpoints;
using TracedLlm.Exporting;
using TracedLlm.Facts;
using TracedLlm.Guardrails;
using TracedLlm.Lookahead;
using TracedLlm.Metadata;
using TracedLlm.Metrics;
using TracedLlm.Responses;
using TracedLlm.Secrets;
using TracedLlm.Settings;
using TracedLlm.Taps;
using TracedLlm.Tree;

namespace TracedLlm.Requests;

/// <summary>
/// One traced request inside the runtime: its lifecycle (<see cref="RequestLifecycle"/>), its metadata
/// (<see cref="RequestTags"/>), its trace (<see cref="CallerTrace"/>), what it shows of its content
/// (<see cref="ShownContent"/>), its attempts (<see cref="AttemptLog"/>), its open spans (<see cref="OpenSpans"/>) and its
/// <c>litellm_request</c> (<see cref="RequestSpan"/>).
/// </summary>
/// <remarks>
/// The request has one lock. It guards the lifecycle, the metadata and <c>litellm_request</c>, so that an attribute is set or a
/// span started only before the request closes. <see cref="OpenSpans"/> and <see cref="AttemptLog"/> have their own locks. Code
/// that holds the request's lock may take these locks. Code that holds one of these locks never takes the request's lock.
/// </remarks>
internal sealed class RequestState : IAttemptedRequest, IGuardedRequest, IAnsweredRequest, IBodyObserver
{
    // The object itself is the lock of the request. It guards _secrets and _described here, and the parts named above.
    private readonly RequestLifecycle _lifecycle;
    private readonly RequestTags _tags;
    private readonly ShownContent _shown;
    private readonly CallerTrace _trace;

    private string? _callId;
    private string[]? _secrets;
    private List<Exception>? _described;
    private KeptAnswer? _answer;

    // Whether the request is in the number of requests in flight: somebody listened to it when the request arrived.
    private bool _isCounted;
    private StageSpans? _stages;
    private object? _handle;
    private object? _exportState;

    public RequestState(LlmRoute route, SpanNaming naming, Activity? root, HttpContext? http, OutgoingContext outgoing, RequestServices services)
    {
        Route = route;
        Naming = naming;
        Root = root;
        Outgoing = outgoing;
        Services = services;
        InFlight = root is { IsAllDataRequested: true } ? services.InFlight : null;
        Attempts = new AttemptLog { KeepsSpans = services.Report is not null };
        Request = new RequestSpan(this, this);
        _lifecycle = new RequestLifecycle(this, http, Attempts, InFlight);
        _tags = new RequestTags(this, this);
        _trace = new CallerTrace(this, this, _tags);
        _shown = new ShownContent(this, this, route.StatedCaptureContent ?? services.CapturesContent);
        Content = _shown.IsRead ? new RequestContent(this, this) : null;
        _callId = http is null ? null : TracedLlm.Context.CallId.Read(http.Request);
    }

    /// <summary>The request that the running code belongs to; <see langword="null"/> outside a traced route.</summary>
    public static RequestState? Current
    {
        get => ExportedContext.Current as RequestState;
        set => ExportedContext.Current = value;
    }

    /// <summary>The services that all requests of the application share.</summary>
    public RequestServices Services { get; }

    public LlmRoute Route { get; }

    public LlmApiFacts Facts => Route.Facts;

    /// <summary>The row that decides how the request's body is read (<see cref="LlmRoute.BodyOf"/>).</summary>
    public LlmApiFacts BodyFacts { get => field ?? Facts; init; }

    /// <summary>
    /// What the request cost; <see langword="null"/> until the response has ended, and if nothing of the cost is known. It is set before
    /// <c>litellm_request</c> ends.
    /// </summary>
    public LlmCost? SettledCost { get; private set; }

    public ResponsePayloads Payloads => Services.Payloads;

    /// <inheritdoc/>
    public TimeProvider Clock => Services.Clock;

    public SpanNaming Naming { get; }

    public Activity? Root { get; }

    /// <summary>When the request arrived, UTC; the start of the root, if there is one.</summary>
    public DateTime Started { get => Root?.StartTimeUtc ?? field; init; }

    /// <summary>The activity of this process that is the root's parent; <see langword="null"/> if there is none.</summary>
    public Activity? Outer { get; init; }

    /// <summary>The context that clients pass on if the request is not recorded; <see langword="null"/> for none.</summary>
    public ActivityContext? Unrecorded { get; init; }

    /// <inheritdoc/>
    public bool IsFlagFollowed { get; init; }

    /// <summary>The source of the root's parent.</summary>
    public ParentSource ParentSource { get; init; }

    /// <summary>The headers that this request may forward, and the hosts that may receive them.</summary>
    public OutgoingContext Outgoing { get; }

    /// <summary><c>litellm_request</c>.</summary>
    public RequestSpan Request { get; }

    public AttemptLog Attempts { get; }

    /// <summary>The attributes of the caller, also of a request that is not recorded.</summary>
    public CallerTags Caller { get; } = new();

    ReadOnlySpan<KeyValuePair<string, object?>> IAttemptedRequest.CallerTags => Caller.Known;

    /// <summary>The content that is read; <see langword="null"/> if spans carry no content.</summary>
    public RequestContent? Content { get; }

    /// <inheritdoc/>
    public bool ReadsContent => Content is not null;

    /// <summary>Whether the spans show content, apart from the sides that the request masks. It is final when the request ends.</summary>
    public bool ShowsContent => Services.ContentOnSpans && CapturesContent;

    /// <summary>Whether spans or events show content, apart from the sides that the request masks. It is final when the request ends.</summary>
    public bool CapturesContent => _shown.IsCaptured;

    // The spans with bodies have no event.
    IAttemptedContent? IAttemptedRequest.Content => Services.ContentOnSpans ? Content : null;

    IGuardedContent? IGuardedRequest.Content => Content;

    /// <summary>The spans that have not ended, without the root and <c>litellm_request</c>.</summary>
    public OpenSpans Spans { get; } = new();

    /// <summary>
    /// The request's body, as far as it was read and until the request ends; <see langword="null"/> if nothing was read.
    /// </summary>
    public RequestBody? Body { get; set; }

    /// <summary>Whether a body passed that is not kept, so that it is not known what a message quotes of it.</summary>
    public bool IsBodyUnknown { get; set; }

    /// <summary>The owner of all stages: a stage has no state besides its activity.</summary>
    public SpanOwner Stages => _stages ??= new StageSpans(this);

    /// <summary>
    /// The reason why the body or its rest was not read (<see cref="RequestUnread"/>); <see langword="null"/> until it is known, and if
    /// the whole body was read.
    /// </summary>
    public string? Unread { get; set; }

    /// <summary>The tap on the gateway's response; <see langword="null"/> until the handler starts.</summary>
    public PayloadTap? Response { get; set; }

    public string CallId => _callId ?? Interlocked.CompareExchange(ref _callId, TracedLlm.Context.CallId.Create(), null) ?? _callId;

    public bool IsRecording => Root is { IsAllDataRequested: true };

    /// <summary>
    /// Whether the recorded spans are sampled too, so that backends receive them. A request that is recorded for a request log alone is not
    /// sampled.
    /// </summary>
    public bool IsSampled => Root is { IsAllDataRequested: true, Recorded: true };

    public string? TraceId => Request.TraceId;

    public string? Operation => Route.Facts.Operation;

    public string? Model => Request.Model;

    public ActivityContext Context => Root?.Context ?? default;

    /// <summary>The context of the root as backends show it, as far as that is decided; the default value if nothing is recorded.</summary>
    public ActivityContext ShownContext => Root is { } root ? SeparateTrace?.ContextOf(root) ?? root.Context : default;

    /// <summary>The trace that backends show the request in; <see langword="null"/> if it is the activities', or not decided yet.</summary>
    public SeparateTrace? SeparateTrace => _trace.Separate;

    SeparateTrace? ITracedRequest.ShownTrace => SeparateTrace;

    /// <inheritdoc/>
    public RequestMetrics? Metrics => Services.Measurement?.Metrics;

    private RequestClosing Closing => new(this, this, _lifecycle, _tags);

    /// <summary>Whether the response has ended. Spans that start after that are late.</summary>
    public bool IsCompleted => Spans.IsClosed;

    /// <summary>Whether spans carry the texts of providers' errors.</summary>
    public bool CapturesProviderErrors => Services.CapturesProviderErrors;

    /// <inheritdoc cref="RequestTags.Metadata"/>
    public RequestMetadata RequestMetadata => _tags.Metadata;

    /// <inheritdoc cref="RequestTags.EverySpan"/>
    public EverySpanTags EverySpan => _tags.EverySpan;

    /// <inheritdoc cref="RequestTags.KeptFields"/>
    public IReadOnlyDictionary<string, string> KeptFields => _tags.KeptFields;

    /// <inheritdoc cref="RequestLifecycle.IsCallerServed"/>
    public bool IsCallerServed => _lifecycle.IsCallerServed;

    /// <inheritdoc cref="RequestLifecycle.IsAborted"/>
    public bool IsAborted => _lifecycle.IsAborted;

    /// <inheritdoc cref="RequestLifecycle.IsBodyBroken"/>
    public bool IsBodyBroken => _lifecycle.IsBodyBroken;

    /// <inheritdoc cref="RequestLifecycle.IsBlocked"/>
    public bool IsBlocked => _lifecycle.IsBlocked;

    public Func<Activity?> GetLlmRequest => Request.GetActivity;

    public string? RouteTemplate => Route.Template;

    public double? RouteSamplingRatio => Route.SamplingRatio;

    /// <inheritdoc cref="RequestTags.SamplingRatio"/>
    public double? StatedSamplingRatio => _tags.SamplingRatio;

    public double? Cost => SettledCost?.Total;

    /// <inheritdoc/>
    public bool IsSampledOut { get; set; }

    /// <inheritdoc/>
    public bool IsKeptFromOperator { get; set; }

    /// <inheritdoc/>
    public bool IsSentByRatio => Services.Sampling?.IsSentByRatio(this) != false;

    /// <summary>The result of the request, which <see cref="RequestClosing"/> sets before the root ends.</summary>
    public RequestResult? Result { get; set; }

    public ref object? ExportState => ref _exportState;

    /// <summary>Whether the gateway has authenticated the caller.</summary>
    public bool IsAuthenticated => _trace.IsAuthenticated;

    /// <summary>Whether an <c>auth</c> stage is open.</summary>
    public bool IsAuthenticating => Spans.Has(SpanNaming.Auth);

    /// <inheritdoc/>
    public bool IsCallerPending => _trace.IsPending;

    /// <summary>
    /// The credentials in the request. They are read when the first exception is written; if the request has ended before that,
    /// or the server has disposed its context, the list is empty.
    /// </summary>
    public IReadOnlyList<string> Secrets
    {
        get
        {
            lock (this)
            {
                return _secrets ??= ReadSecrets();
            }
        }
    }

    /// <summary>The list of open requests, which a shutdown ends; <see langword="null"/> for a request that is not recorded.</summary>
    public RequestsInFlight? InFlight { get; }

    /// <summary>The traced request of <paramref name="context"/>; <see langword="null"/> if no trace was opened.</summary>
    public static RequestState? Find(HttpContext context) => context.Features.Get<RequestState>();

    /// <summary>The public handle of this request, created at the first call.</summary>
    public THandle GetHandle<THandle>(Func<RequestState, THandle> create)
        where THandle : class =>
        (THandle)(_handle ?? Interlocked.CompareExchange(ref _handle, create(this), null) ?? _handle);

    /// <inheritdoc cref="RequestTags.SetInitial"/>
    public void SetInitialMetadata(RequestMetadataSource source, RequestMetadata metadata, EverySpanTags everySpan) => _tags.SetInitial(source, metadata, everySpan);

    /// <inheritdoc cref="RequestTags.AddLate"/>
    public void AddLateMetadata(RequestMetadataSource source, bool link, bool content) => _tags.AddLate(source, link, content);

    /// <inheritdoc cref="RequestTags.ReadTyped"/>
    public TMetadata ReadTyped<TMetadata>() => _tags.ReadTyped<TMetadata>();

    /// <inheritdoc/>
    public void NoteAuthentication(bool? succeeded) => _trace.NoteAuthentication(succeeded);

    /// <inheritdoc cref="CallerTrace.NoteCaller"/>
    public void NoteCaller() => _trace.NoteCaller();

    /// <inheritdoc/>
    public SeparateTrace? DecideTrace() => _trace.Decide(status: null);

    /// <inheritdoc cref="CallerTrace.Decide"/>
    public SeparateTrace? DecideTrace(int? status) => _trace.Decide(status);

    /// <summary>Adds the request to the open requests, so that a shutdown can end it.</summary>
    public void Open()
    {
        if (TraceCounters.AreRequestsInFlightMeasured)
        {
            _isCounted = true;
            MeasureInFlight(1, Root);
        }

        InFlight?.Add(this);
    }

    /// <inheritdoc cref="RequestLifecycle.EnterHandler"/>
    public void EnterHandler() => _lifecycle.EnterHandler();

    /// <inheritdoc cref="RequestLifecycle.LeaveHandler"/>
    public void LeaveHandler() => _lifecycle.LeaveHandler();

    /// <inheritdoc cref="RequestLifecycle.SetCallerServed"/>
    public void SetCallerServed(bool evenIfAborted = false) => _lifecycle.SetCallerServed(evenIfAborted);

    /// <inheritdoc cref="RequestLifecycle.SetCallerGone"/>
    public void SetCallerGone() => _lifecycle.SetCallerGone();

    /// <inheritdoc cref="RequestLifecycle.Block"/>
    public void Block(GuardrailBlock block) => _lifecycle.Block(block);

    /// <summary>The body of the request broke off: it is malformed, or the caller has left.</summary>
    public void OnBodyBroken(Exception exception)
    {
        if (exception is IOException && CallerErrors.FindStatus(exception) is null)
        {
            _lifecycle.SetBodyBroken();
        }
    }

    /// <inheritdoc cref="RequestLifecycle.IsCancelledBy"/>
    public bool IsCancelledBy(Exception exception) => _lifecycle.IsCancelledBy(exception);

    /// <inheritdoc/>
    public void NoteFrame() => IsBodyUnknown = true;

    /// <summary>Records that the gateway has closed a session with an error.</summary>
    public void Fail(ReportedError error) => _lifecycle.Fail(error, inResponse: false);

    /// <summary>Records that the request has failed with an error inside its response, whose status reports success.</summary>
    public void FailInResponse(ReportedError error) => _lifecycle.Fail(error, inResponse: true);

    /// <inheritdoc cref="RequestLifecycle.SetError"/>
    public void SetError(ReportedError error) => _lifecycle.SetError(error);

    /// <inheritdoc cref="RequestLifecycle.NoteStage"/>
    public void NoteStage(Exception exception) => _lifecycle.NoteStage(exception);

    /// <inheritdoc cref="RequestLifecycle.RecordException"/>
    /// <returns>Always <see langword="false"/>, so that it can be an exception filter.</returns>
    public bool RecordException(Exception exception)
    {
        ExportedContext.SetRequest(exception, this);
        _lifecycle.RecordException(exception);
        return false;
    }

    /// <inheritdoc cref="RequestLifecycle.RecordThrown"/>
    /// <returns>Always <see langword="false"/>, so that it can be an exception filter.</returns>
    public bool RecordThrown(Exception exception)
    {
        ExportedContext.SetRequest(exception, this);
        _lifecycle.RecordThrown(exception);
        return false;
    }

    /// <inheritdoc cref="RequestLifecycle.RecordHandled"/>
    public void RecordHandled(Exception exception) => _lifecycle.RecordHandled(exception);

    /// <summary>Sets an attribute of the root span; <see langword="null"/> sets nothing.</summary>
    public void SetRootTag(string name, object? value)
    {
        value = AttributeSecrets.Remove(name, value);
        lock (this)
        {
            if (value is not null && !IsCompleted)
            {
                Root?.SetTag(name, value);
                if (AttributeOwners.IsOfCaller(name))
                {
                    _tags.SetCallerTag(name, value);
                }

                if (name == LiteLlm.ApiKeyUserId)
                {
                    _tags.SetUserOfKey(value);
                }
            }
        }
    }

    /// <inheritdoc cref="RequestTags.SetCallerMetadata"/>
    public void SetCallerMetadata(LlmCaller caller) => _tags.SetCallerMetadata(caller);

    /// <inheritdoc cref="RequestTags.FindSessionId"/>
    public string? FindSessionId() => _tags.FindSessionId();

    /// <inheritdoc cref="RequestTags.SetTraceTag"/>
    public void SetTraceTag(string name, object? value) => _tags.SetTraceTag(name, value);

    /// <summary>Sets an attribute of <c>litellm_request</c>, now or when that span starts; <see langword="null"/> sets nothing.</summary>
    public void SetRequestTag(string name, object? value)
    {
        if (value is true && name == LiteLlm.CacheHit)
        {
            SetCacheHit(hit: true);
        }
        else if (name == LiteLlm.CallId)
        {
            // The id never changes after its first use.
            if (value is string id && TracedLlm.Context.CallId.IsValid(id))
            {
                Interlocked.CompareExchange(ref _callId, id, null);
            }
        }
        else if (value is not null)
        {
            Request.SetTag(name, value);
        }
    }

    /// <summary>
    /// Sets an attribute of <c>litellm_request</c> that the gateway states. It has a higher rank than every other source;
    /// <see langword="null"/> sets nothing.
    /// </summary>
    public void SetStatedTag(string name, object? value)
    {
        if (value is not null)
        {
            Request.SetTag(name, value, RequestTagSource.Stated);
        }
    }

    public void SetResponseTag(string name, object? value, ResponseOrigin origin)
    {
        if (origin == ResponseOrigin.FailedProvider)
        {
            Request.SetFailedAttemptTag(name, value);
        }
        else
        {
            Request.SetTag(name, value, origin == ResponseOrigin.Gateway ? RequestTagSource.GatewayResponse : RequestTagSource.Provider);
        }
    }

    /// <inheritdoc/>
    public void SetResponseTags(Span<KeyValuePair<string, object?>> tags, ResponseOrigin origin)
    {
        foreach (ref var tag in tags)
        {
            tag = new(tag.Key, MaskContent(tag.Key, tag.Value));
        }

        if (origin == ResponseOrigin.FailedProvider)
        {
            foreach (var (name, value) in tags)
            {
                Request.SetFailedAttemptTag(name, value);
            }
        }
        else
        {
            Request.SetTags(tags, origin == ResponseOrigin.Gateway ? RequestTagSource.GatewayResponse : RequestTagSource.Provider);
        }
    }

    /// <inheritdoc/>
    public void KeepAnswer(KeptAnswer? answer) => Interlocked.Exchange(ref _answer, answer)?.Return();

    /// <inheritdoc/>
    public KeptAnswer? TakeAnswer() => Interlocked.Exchange(ref _answer, null);

    /// <summary>Records whether the gateway answers from its cache. A cache hit costs nothing and uses no tokens.</summary>
    public void SetCacheHit(bool hit)
    {
        SetStatedTag(LiteLlm.CacheHit, hit);
        if (hit)
        {
            Request.RemoveUsage();
            SetStatedTag(LiteLlm.CostTotal, 0d);
        }
    }

    public Activity? OpenRequestSpan() => Request.Open();

    /// <inheritdoc/>
    public void Enrich(CreationTags tags, LlmSpanKind kind, string name) =>
        Services.Enrichers?.Enrich(tags, kind, name, new EnrichedRequest(Route.Facts.Api, Operation, Route.Template, Model));

    public object? MaskContent(string name, object? value) => _shown.Mask(name, value);

    /// <inheritdoc/>
    public bool IsAnswerUnknown => _shown.IsAnswerUnknown;

    /// <inheritdoc/>
    public bool IsRedacted => Services.Redaction is not null;

    /// <inheritdoc/>
    public object? ShowContent(string name, object? value) => _shown.Show(name, value);

    /// <inheritdoc/>
    public string RemoveContent(string attribute, string text) => _shown.RemoveQuotes(attribute, text, isKept: true);

    /// <inheritdoc/>
    public string RemoveSecrets(string text) => SecretRedaction.Redact(text, Secrets);

    /// <inheritdoc/>
    public string? RemoveQuotedContent(string text) =>
        _shown.RemoveQuotes(LibraryAttributes.ErrorMessage, text, isKept: false) is var rest && rest == QuotedContent.Unknown ? null : rest;

    /// <inheritdoc cref="ShownContent.SwitchOff"/>
    public void SwitchContent(bool? capture, bool mayRequest)
    {
        if (_shown.SwitchOff(capture, mayRequest))
        {
            _tags.WithholdContent();
        }
    }

    /// <inheritdoc/>
    public void RemoveWithheld(Activity activity) => _shown.RemoveWithheld(activity);

    public PayloadTap? TapProvider(Activity attempt, HttpRequestMessage? sent) => ResponsePayloads.TapProvider(this, attempt, sent);

    /// <summary>
    /// The innermost open span of this request that encloses the code whose activity is <paramref name="current"/>;
    /// <see langword="null"/> if only the root or no span encloses it.
    /// </summary>
    public Activity? FindEnclosingSpan(Activity? current) => Spans.FindEnclosing(current, Root)?.Activity;

    /// <summary>The innermost open guardrail that encloses the code whose activity is <paramref name="current"/>.</summary>
    public Activity? FindEnclosingGuardrail(Activity? current) => Spans.FindEnclosing(current, Root, SpanRole.Guardrail)?.Activity;

    public OpenCall? FindEnclosingCall(Activity? current) => Spans.FindEnclosingCall(current, Root);

    /// <summary>
    /// The exported span that <c>traceparent</c> names if the code whose activity is <paramref name="current"/> calls a service.
    /// After the request only a late span is named.
    /// </summary>
    public Activity? FindPropagatedSpan(Activity? current) => IsCompleted ? Spans.FindLate(current) : FindEnclosingSpan(current) ?? Root;

    /// <summary>
    /// Adds <paramref name="span"/> to the open spans; <see langword="false"/> if the request has ended, so that the span is
    /// late.
    /// </summary>
    public bool AddSpan(in OpenSpan span)
    {
        if (Spans.Add(span))
        {
            return true;
        }

        InFlight?.AddLate(this);
        return false;
    }

    /// <summary>
    /// Removes <paramref name="activity"/> from the open spans. It returns <see langword="true"/> to one caller only, which ends
    /// the span and calls <see cref="OnSpanStopped"/> after that.
    /// </summary>
    public bool TryRemoveSpan(Activity activity)
    {
        if (!Spans.TryRemove(activity, out var outlivesParent))
        {
            return false;
        }

        if (outlivesParent)
        {
            TraceCounters.SpanOutlivesParent();
            activity.SetTag(LibraryAttributes.Late, true);
        }

        return true;
    }

    /// <summary>The span that the caller removed has stopped, or the request holds it.</summary>
    public void OnSpanStopped()
    {
        if (Spans.NoteStopped())
        {
            InFlight?.Remove(this);
        }
    }

    /// <summary>The request is over. A shutdown waits for it until the spans have stopped that other threads have removed.</summary>
    public void LeaveInFlight()
    {
        if (_isCounted)
        {
            MeasureInFlight(-1, span: null);
        }

        if (Spans.TryEnd())
        {
            InFlight?.Remove(this);
        }
    }

    /// <summary>
    /// Ends the failed attempts before the next attempt starts: the gateway no longer needs their responses and may never read or
    /// dispose them. Removes the attributes from these responses.
    /// </summary>
    public void EndFailedAttempts()
    {
        // The method of an attempt can make the next one. Its activity stays current there, so the method stops it.
        var running = Attempts.Any ? FindEnclosingCall(Activity.Current)?.Activity : null;
        while (Attempts.Any && Spans.TakeFailedAttempt(running) is { } failed)
        {
            try
            {
                if (failed.Activity == running)
                {
                    failed.Owner.EndEarly(failed.Activity);
                }
                else
                {
                    failed.Owner.Abandon(failed.Activity, DateTime.UtcNow);
                }
            }
            finally
            {
                OnSpanStopped();
            }
        }

        Request.RemoveFailedAttemptTags();
    }

    /// <summary>
    /// Whether the caller has to write the <c>exception</c> event of <paramref name="exception"/>. An exception passes many
    /// spans, also as the inner exception of another; only the first span gets the event.
    /// </summary>
    public bool ClaimExceptionEvent(Exception exception)
    {
        lock (this)
        {
            for (var inner = exception; inner is not null; inner = inner.InnerException)
            {
                if (_described?.Contains(inner) == true)
                {
                    return false;
                }
            }

            (_described ??= []).Add(exception);
            return true;
        }
    }

    /// <summary>
    /// The end of a span that ends with the request. If the root's parent has ended before, it is the end of that parent.
    /// </summary>
    public DateTime GetEndTime() => Outer is { IsStopped: true } outer ? outer.StartTimeUtc + outer.Duration : DateTime.UtcNow;

    /// <summary>Settles what the request cost: nothing changes its attributes any more.</summary>
    public void SettleCost() => SettledCost = RequestCosts.Settle(this);

    /// <inheritdoc cref="RequestClosing.EndByShutdown"/>
    public void EndByShutdown() => Closing.EndByShutdown();

    /// <inheritdoc cref="RequestClosing.End"/>
    public void Close(int? status = null) => Closing.End(status);

    /// <summary>Ends the late spans as cancelled, because the application stops.</summary>
    public void EndLateSpans()
    {
        foreach (var span in Spans.TakeLate())
        {
            span.Activity.SetTag(LibraryAttributes.Outcome, Outcomes.Cancelled);
            span.Owner.Abandon(span.Activity, DateTime.UtcNow);
        }
    }

    private void MeasureInFlight(int change, Activity? span)
    {
        try
        {
            using var exemplars = new ExemplarSpan(span, span is not null && ExemplarSpan.WillBeShown(this));
            TraceCounters.RequestsInFlight(change);
        }
        catch (Exception exception)
        {
            // A listener of the meter threw an exception; the request continues.
            TraceCounters.ListenerFailed(exception);
        }
    }

    private string[] ReadSecrets()
    {
        try
        {
            return _lifecycle.Http is { } http ? SecretRedaction.SecretsOf(http.Request) : [];
        }
        catch (ObjectDisposedException)
        {
            // A shutdown closes the requests that the server has given up.
            return [];
        }
    }
}
