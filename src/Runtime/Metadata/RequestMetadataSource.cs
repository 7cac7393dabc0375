using Microsoft.AspNetCore.Http;

namespace TracedLlm.Metadata;

/// <summary>The parts of a request that may contain metadata, unchanged.</summary>
internal sealed class RequestMetadataSource
{
    /// <summary>The request's headers.</summary>
    public IHeaderDictionary? Headers { get; init; }

    /// <summary>The field that contains the gateway's metadata on the request's route.</summary>
    public MetadataField Field { get; init; }

    /// <summary>The header <c>baggage</c>; <see langword="null"/> if there is none, or the gateway does not trust its sender.</summary>
    public string? Baggage { get; init; }

    /// <summary>
    /// The value of <c>metadata</c>; empty if the request has none. It is an object, or a text that contains an object: a JSON string
    /// with quotes, or a form's field without them.
    /// </summary>
    public ReadOnlyMemory<byte> Metadata { get; init; }

    /// <summary>The value of <c>litellm_metadata</c>, in the same forms.</summary>
    public ReadOnlyMemory<byte> LiteLlmMetadata { get; init; }

    /// <summary>The value of the body's field <c>user</c> as JSON; empty if the body has none.</summary>
    public Utf8Json User { get; init; }

    /// <summary>The value of <c>litellm_session_id</c>.</summary>
    public Utf8Json LiteLlmSessionId { get; init; }

    /// <summary>The value of <c>litellm_trace_id</c>.</summary>
    public Utf8Json LiteLlmTraceId { get; init; }

    /// <summary>The value of <c>safety_identifier</c>.</summary>
    public Utf8Json SafetyIdentifier { get; init; }

    /// <summary>The value of the body's field <c>tags</c>.</summary>
    public Utf8Json Tags { get; init; }

    /// <summary>The fields of the body that the operator has as attributes.</summary>
    public IReadOnlyList<KeyValuePair<string, Utf8Json>> Parameters { get; init; } = [];

    /// <summary>What the body's fields say about the request's content.</summary>
    public MessageLogging MessageLogging { get; init; }

    /// <summary>How much is kept.</summary>
    public MetadataLimits Limits { get; init; } = MetadataLimits.Default;

    /// <summary>Whether a request without a session gets a new one.</summary>
    public bool GeneratesSession { get; init; }

    /// <summary>The session that is generated for the request, the same at every reading.</summary>
    public string GeneratedSession => field ??= Guid.NewGuid().ToString();

    /// <summary>Whether some or all of the body is not known. The unknown part may ask for masking.</summary>
    public bool IsPartial { get; init; }

    /// <summary>Whether the request has a body that nobody reads for its metadata. It may ask for masking.</summary>
    public bool IsUnread { get; init; }

    /// <summary>Returns the text of an attribute that is content as spans may carry it; <see langword="null"/> if they carry it as it is.</summary>
    public Func<string, string, string>? CleanContent { get; init; }

    /// <summary>The two objects, in the order of their precedence.</summary>
    public MetadataObjects Objects => field ??= new MetadataObjects(this);
}
