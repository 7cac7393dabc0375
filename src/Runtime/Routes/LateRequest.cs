using Microsoft.AspNetCore.Http;
using TracedLlm.Apis;
using TracedLlm.Context;
using TracedLlm.Lookahead;
using TracedLlm.Metadata;
using TracedLlm.Requests;

namespace TracedLlm.Routes;

/// <summary>What a request turns out to say when its root has opened from the headers alone.</summary>
internal static class LateRequest
{
    /// <summary>Makes the late values of <paramref name="late"/> attributes and links of <paramref name="trace"/>.</summary>
    public static void Await(WatchedBody late, RequestState trace, HttpContext context, TracedLlmOptions options) =>
        late.OnRead = (json, unread) =>
        {
            var facts = ApiPayloads.ReadRequest(trace.Route.BodyOf(context.Request), json, options.CaptureContent);

            // The document's memory is soon another's, while the metadata may be asked for until the request ends.
            var kept = facts with { Metadata = Copy(facts.Metadata), LiteLlmMetadata = Copy(facts.LiteLlmMetadata) };
            trace.AddLateMetadata(
                RequestTrace.SourceOf(context, trace.Route, kept, isPartial: unread is not null),
                InboundContext.MayName(context, options),
                options.CaptureContent);
            if (trace.IsRecording)
            {
                Describe(trace, trace.Route.ModelOf(context.Request), facts);
                trace.Request.Fill(LiteLlm.RequestUnread, unread);
            }
        };

    private static void Describe(RequestState trace, string? routesModel, RequestFacts facts)
    {
        if (facts.Model is { } model && trace.Request.Model == routesModel)
        {
            // The body's model counts more than the URL's, and what the gateway has said more than both.
            trace.Request.SetTag(GenAi.RequestModel, model, RequestTagSource.Request);
        }

        foreach (var (name, value) in facts.Attributes)
        {
            trace.Request.Fill(name, MaskedContent.Mask(name, value, trace.RequestMetadata));
        }
    }

    private static Utf8Json Copy(Utf8Json json) => new(json.Memory.ToArray());
}
