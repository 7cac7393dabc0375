using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using TracedLlm.Content;
using TracedLlm.Cost;
using TracedLlm.Exporting;
using TracedLlm.Redaction;
using TracedLlm.Responses;
using TracedLlm.Tree;

namespace TracedLlm.Requests;

/// <summary>The services that all requests of an application share.</summary>
internal sealed class RequestServices
{
    /// <summary>The clock of waits. Times of spans are those of the system.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Reads responses.</summary>
    public ResponsePayloads Payloads { get; init; } = ResponsePayloads.None;

    /// <summary>Whether spans carry the content of requests and responses.</summary>
    public bool CapturesContent { get; init; }

    /// <summary>Whether captured content is on spans; otherwise events alone have it.</summary>
    public bool ContentOnSpans { get; init; } = true;

    /// <summary>Who may switch content on (<see cref="TracedLlmOptions.ContentTrust"/>).</summary>
    public ContentTrust ContentTrust { get; init; }

    /// <summary>Removes personal data and secrets from content; <see langword="null"/> if nothing is removed.</summary>
    public ContentRedaction? Redaction { get; init; }

    /// <summary>The bounds of the content of spans.</summary>
    public ContentLimits ContentLimits { get; init; } = ContentLimits.Unlimited;

    /// <summary>Returns a text of the gateway's own metadata that is content as spans may carry it: redacted and cut.</summary>
    public Func<string, string, string> MetadataContent => field ??= CleanMetadata;

    /// <summary>Whether spans carry the texts of providers' errors.</summary>
    public bool CapturesProviderErrors { get; init; } = true;

    /// <summary>Whether the application authenticates its callers.</summary>
    public GatewayAuthentication Authentication { get; init; } = new();

    /// <summary>Whose the latest traces are.</summary>
    public TraceOwners Owners { get; } = new();

    /// <summary>The most trust in a caller that is not authenticated (<see cref="TracedLlmOptions.UnauthenticatedTrust"/>).</summary>
    public InboundTrust UnauthenticatedTrust { get; init; } = InboundTrust.Link;

    /// <summary>Receives the requests that failed; <see langword="null"/> if nothing receives them.</summary>
    public IFailureReport? Failures { get; init; }

    /// <summary>Receives every request after its end; <see langword="null"/> if nothing receives them.</summary>
    public IRequestReport? Report { get; init; }

    /// <summary>Writes the events of requests; <see langword="null"/> if requests have no events.</summary>
    public IRequestEvents? Events { get; init; }

    /// <summary>Adds the application's attributes to spans; <see langword="null"/> if it has none.</summary>
    public SpanEnrichers? Enrichers { get; init; }

    /// <summary>The prices of calls; <see langword="null"/> if no costs are computed.</summary>
    public CallPrices? Prices { get; init; }

    /// <summary>Measures the requests; <see langword="null"/> if nothing does.</summary>
    public RequestMeasurement? Measurement { get; init; }

    /// <summary>Opens the log scopes of requests; <see langword="null"/> if requests have no log scope.</summary>
    public ILogger? ScopeLogger { get; init; }

    /// <summary>Decides at the end of a request whether its trace is sent; <see langword="null"/> if that is decided at the start.</summary>
    public ITraceSampling? Sampling { get; init; }

    /// <summary>The open requests, which a shutdown ends; <see langword="null"/> if no shutdown ends them.</summary>
    public RequestsInFlight? InFlight { get; init; }

    /// <summary>
    /// The names of the request's fields that are kept until the request has ended; <see langword="null"/> for no fields.
    /// </summary>
    public FrozenSet<string>? KeptFields { get; init; }

    private string CleanMetadata(string attribute, string text) =>
        ContentLimits.Cut(Redaction?.Redact(attribute, text) ?? text, Math.Min(ContentLimits.PerAttribute, ContentWriter.MaxLength));
}
