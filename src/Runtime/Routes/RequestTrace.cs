using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http;
using TracedLlm.Apis;
using TracedLlm.Context;
using TracedLlm.Conventions;
using TracedLlm.Endpoints;
using TracedLlm.Exporting;
using TracedLlm.Facts;
using TracedLlm.Lookahead;
using TracedLlm.Metadata;
using TracedLlm.Requests;
using TracedLlm.Settings;
using TracedLlm.Tree;

namespace TracedLlm.Routes;

/// <summary>Opens the trace of a request, once, and closes it when the response has ended.</summary>
internal static class RequestTrace
{
    // The caller chooses the header. SDKs and browsers send up to about 300 characters.
    private const int MaxUserAgent = 512;

    /// <summary>Opens the trace of a request. After this call its root is the current activity.</summary>
    /// <param name="context">The request.</param>
    /// <param name="route">Its route.</param>
    /// <param name="options">The options.</param>
    /// <param name="services">The services of the application's requests.</param>
    /// <param name="arrival">The time of its arrival, UTC.</param>
    /// <param name="body">The part of the body that the lookahead read; <see langword="null"/> if it read nothing.</param>
    /// <param name="isReached">Whether the request has reached the middleware of the trace; code before it reads no body.</param>
    /// <param name="isLookedAhead">Whether there may have been a lookahead.</param>
    public static RequestState Open(
        HttpContext context,
        LlmRoute route,
        TracedLlmOptions options,
        RequestServices services,
        DateTime arrival,
        RequestBody? body = null,
        bool isReached = true,
        bool isLookedAhead = true)
    {
        var naming = SpanNaming.Select(options.SpanNames);
        var isListenedTo = LlmSource.Instance.HasListeners();
        var content = SwitchOf(route, options);
        var facts = body is null ? null : ApiPayloads.ReadRequest(route.BodyOf(context.Request), body.Json, content.IsRead);
        var late = isLookedAhead && body is not { IsForm: false } ? context.Features.Get<WatchedBody>() : null;
        var replayed = isLookedAhead ? context.Features.Get<ReplayedBody>() : null;
        var isUnread = body is null && late is null && replayed is null && LookaheadContent.MayBeText(context);
        var source = SourceOf(
            context,
            route,
            options,
            facts,
            content.IsRead && body is not null ? MessageLogging.Read(body.Json) : default,
            isPartial: late is not null,
            isUnread,
            services.MetadataContent,
            isListenedTo ? InboundContext.ReadBaggage(context, options) : null,
            isListenedTo ? ParametersOf(body?.Json ?? default, options) : null);
        var metadata = isListenedTo ? RequestMetadata.Read(source, route.Metadata, content.IsOn && options.ContentOnSpans) : RequestMetadata.Empty;
        var inbound = isListenedTo ? InboundContext.Resolve(context, options, metadata.Parent) : default;
        if (inbound.IsSpanWithoutTrace)
        {
            metadata.NameDropped(MetadataDrop.Incomplete, MetadataKeyTable.ParentObservationId);
        }

        var everySpan = metadata.EverySpanTags(inbound.IsExplicit);
        var root = isListenedTo ? StartRoot(context, route, options, services.Enrichers, services.Enrichers is null ? null : facts?.Model ?? route.ModelOf(context.Request), arrival, inbound, metadata, everySpan) : null;
        var trace = new RequestState(route, naming, root, context, OutgoingContext.FromRequest(context, options), services)
        {
            Started = arrival,
            Outer = inbound.Ambient,
            Unrecorded = root is { IsAllDataRequested: true, Recorded: true } ? null : inbound.Unrecorded,
            IsFlagFollowed = inbound.IsFlagFollowed,
            ParentSource = inbound.Source == ParentSource.Header && metadata.LangfuseTrace == inbound.Parent.TraceId.ToHexString()
                ? ParentSource.LangfuseHeader
                : inbound.Source,
            Body = body,
            BodyFacts = route.BodyOf(context.Request),
            IsBodyUnknown = late is not null || (isUnread && isReached),
        };
        trace.SetInitialMetadata(source, metadata, everySpan);
        Describe(trace, context, facts);
        if (body is not null && trace.IsRecording)
        {
            trace.Request.SetTag(
                LibraryAttributes.RequestParameters,
                RequestParameters.Read(route.BodyOf(context.Request), body.Json, content.IsRead && !metadata.MaskInput, facts?.LongField ?? default),
                RequestTagSource.Request);
        }

        replayed?.Observe(trace);
        if (late is not null)
        {
            LateRequest.Register(late, trace, context, options);
        }

        context.Features.Set(trace);
        TraceResponseHeaders.Register(context, options.ResponseHeaders);
        context.Response.OnCompleted(static state => CloseAsync((RequestState)state), trace);
        trace.Open();
        return trace;
    }

    /// <summary>What the route and the options say about the content of a request.</summary>
    internal static ContentSwitch SwitchOf(LlmRoute route, TracedLlmOptions options) => new(route.StatedCaptureContent ?? options.CaptureContent, options.ContentTrust);

    /// <summary>Collects the parts of the request that can have metadata.</summary>
    internal static RequestMetadataSource SourceOf(
        HttpContext context,
        LlmRoute route,
        TracedLlmOptions options,
        RequestFacts? facts,
        MessageLogging logging,
        bool isPartial,
        bool isUnread,
        Func<string, string, string> metadataContent,
        string? baggage,
        IReadOnlyList<KeyValuePair<string, Utf8Json>>? parameters) => new()
        {
            Headers = context.Request.Headers,
            Field = route.StatedMetadataField ?? route.Facts.MetadataField,
            Metadata = facts?.Metadata.Memory ?? default,
            LiteLlmMetadata = facts?.LiteLlmMetadata.Memory ?? default,
            User = facts?.User ?? default,
            LiteLlmSessionId = facts?.LiteLlmSessionId ?? default,
            LiteLlmTraceId = facts?.LiteLlmTraceId ?? default,
            SafetyIdentifier = facts?.SafetyIdentifier ?? default,
            Tags = facts?.Tags ?? default,
            Parameters = parameters ?? [],
            MessageLogging = logging,
            GeneratesSession = options.MissingSession == MissingSession.Generate,
            Limits = new(options.MaxMetadataKeys, options.MaxMetadataLength),
            Baggage = baggage,
            IsPartial = isPartial,
            IsUnread = isUnread,
            CleanContent = metadataContent,
        };

    /// <summary>Reads the fields of the body that the operator has as attributes.</summary>
    internal static IReadOnlyList<KeyValuePair<string, Utf8Json>> ParametersOf(ReadOnlyMemory<byte> body, TracedLlmOptions options) =>
        options.AttributeParameters.Count == 0 ? [] : MetadataParameters.Find(body, options.AttributeParameters);

    /// <summary>Sets the attributes of <c>litellm_request</c> that come from the request.</summary>
    private static void Describe(RequestState trace, HttpContext context, RequestFacts? facts)
    {
        if (!trace.IsRecording)
        {
            // For the log scope.
            trace.Request.NoteModel(facts?.Model ?? trace.Route.ModelOf(context.Request));
            return;
        }

        trace.Request.SetTag(LibraryAttributes.CallType, trace.Route.Facts.CallType, RequestTagSource.Request);
        if (facts?.Model is null && trace.Route.ModelOf(context.Request) is { } model)
        {
            trace.Request.SetTag(GenAi.RequestModel, model, RequestTagSource.Request);
        }

        if (facts is null && trace.Route.BodyOf(context.Request).OutputType is { } type)
        {
            // The route alone determines the output type of some APIs, so no body is needed.
            trace.Request.SetTag(GenAi.OutputType, type, RequestTagSource.Request);
        }

        if (facts is null)
        {
            return;
        }

        var attributes = CollectionsMarshal.AsSpan(facts.Attributes);
        foreach (ref var tag in attributes)
        {
            tag = new(tag.Key, MaskedContent.Mask(tag.Key, tag.Value, trace.RequestMetadata));
        }

        trace.Request.SetTags(attributes, RequestTagSource.Request);
        RequestAttributes.Return(facts.Attributes);
    }

    private static Activity? StartRoot(
        HttpContext context,
        LlmRoute route,
        TracedLlmOptions options,
        SpanEnrichers? enrichers,
        string? model,
        DateTime arrival,
        in InboundContext inbound,
        RequestMetadata metadata,
        EverySpanTags everySpan)
    {
        if (inbound.Ambient?.StartTimeUtc > arrival)
        {
            // An earlier middleware started the parent after the arrival, and a child must not start before its parent.
            arrival = inbound.Ambient.StartTimeUtc;
        }

        var method = context.Request.Method;
        var tags = CreationTags.Rent();
        tags.Add(HttpAttributes.RequestMethod, method);
        tags.Add(HttpAttributes.Route, route.Template);
        tags.Add(HttpAttributes.UrlPath, context.Request.PathBase.Add(context.Request.Path).Value);
        tags.Add(HttpAttributes.UrlScheme, context.Request.Scheme);
        if (ServerAddress.Read(context.Request) is { } address)
        {
            tags.Add(HttpAttributes.ServerAddress, address.Name);
            tags.Add(HttpAttributes.ServerPort, address.Port);
        }

        tags.Add(HttpAttributes.ProtocolVersion, ProtocolVersions.FromProtocol(context.Request.Protocol));
        tags.Add(HttpAttributes.UserAgent, context.Request.Headers.UserAgent is { Count: 1 } agent && agent[0] is { } text ? ErrorText.Cut(text, MaxUserAgent) : null);
        tags.Add(HttpAttributes.ClientAddress, options.CaptureClientAddress ? context.Connection.RemoteIpAddress?.ToString() : null);
        tags.AddClean(metadata.Root);
        tags.Add(MetadataKeyTable.DroppedAttribute, metadata.Dropped);
        tags.AddClean(everySpan.Tags);
        var name = SpanNaming.Select(options.SpanNames).Root(method, route.Template);
        enrichers?.Enrich(tags, LlmSpanKind.Root, name, new EnrichedRequest(route.Facts.Api, route.Facts.Operation, route.Template, model, context));
        StartingRoot.IsFlagFollowed = inbound.IsFlagFollowed;
        try
        {
            return SpanStart.StartActivity(
                Activity.Current,
                inbound.Parent,
                name,
                ActivityKind.Server,
                tags,
                new DateTimeOffset(arrival),
                inbound.Links);
        }
        finally
        {
            StartingRoot.IsFlagFollowed = null;
        }
    }

    private static Task CloseAsync(RequestState trace)
    {
        trace.Close();
        return Task.CompletedTask;
    }
}
