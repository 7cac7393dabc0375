using Microsoft.AspNetCore.Http;
using TracedLlm.Apis;
using TracedLlm.Context;
using TracedLlm.Facts;
using TracedLlm.Lookahead;
using TracedLlm.Metadata;
using TracedLlm.Requests;

namespace TracedLlm.Routes;

/// <summary>Adds the facts of a body that was read after the root had started.</summary>
internal static class LateRequest
{
    /// <summary>Sets attributes and links of <paramref name="trace"/> when <paramref name="late"/> has been read.</summary>
    public static void Register(WatchedBody late, RequestState trace, HttpContext context, TracedLlmOptions options) =>
        late.OnRead = (json, unread) =>
        {
            trace.Unread = unread;
            var content = RequestTrace.SwitchOf(trace.Route, options);
            var facts = ApiPayloads.ReadRequest(trace.Route.BodyOf(context.Request), json, content.IsRead);

            // The memory of the body is reused after this call, but the metadata can be read until the request ends.
            var kept = facts with
            {
                Metadata = Copy(facts.Metadata),
                LiteLlmMetadata = Copy(facts.LiteLlmMetadata),
                User = Copy(facts.User),
                LiteLlmSessionId = Copy(facts.LiteLlmSessionId),
                LiteLlmTraceId = Copy(facts.LiteLlmTraceId),
                SafetyIdentifier = Copy(facts.SafetyIdentifier),
                Tags = Copy(facts.Tags),
            };
            trace.AddLateMetadata(
                RequestTrace.SourceOf(
                    context,
                    trace.Route,
                    options,
                    kept,
                    content.IsRead ? Copy(MessageLogging.Read(json)) : default,
                    isPartial: unread is not null,
                    isUnread: false,
                    trace.Services.MetadataContent,
                    InboundContext.ReadBaggage(context, options),
                    RequestTrace.ParametersOf(json, options)),
                InboundContext.MayNameTrace(context, options),
                content.IsOn && options.ContentOnSpans);
            if (trace.IsRecording)
            {
                Describe(trace, trace.Route.ModelOf(context.Request), facts);
                var parameters = RequestParameters.Read(trace.Route.BodyOf(context.Request), json, content.IsRead && !trace.RequestMetadata.MaskInput, facts.LongField);
                trace.Request.SetIfAbsent(LibraryAttributes.RequestParameters, parameters);
                trace.Request.SetIfAbsent(LibraryAttributes.RequestUnread, unread);
            }
            else
            {
                trace.Request.NoteModel(facts.Model ?? trace.Request.Model);
            }
        };

    private static void Describe(RequestState trace, string? routesModel, RequestFacts facts)
    {
        if (facts.Model is { } model && trace.Request.Model == routesModel)
        {
            // The model in the body replaces the model in the URL. A model that the gateway has set is kept.
            trace.Request.SetTag(GenAi.RequestModel, model, RequestTagSource.Request);
        }

        foreach (var (name, value) in facts.Attributes)
        {
            trace.Request.SetIfAbsent(name, MaskedContent.Mask(name, value, trace.RequestMetadata));
        }
    }

    private static MessageLogging Copy(MessageLogging logging) => new(Copy(logging.TurnOff), Copy(logging.NoLog));

    private static Utf8Json Copy(Utf8Json json) => new(json.Memory.ToArray());
}
