using TracedLlm.Apis;
using TracedLlm.Facts;
using TracedLlm.Taps;

namespace TracedLlm.Responses;

/// <summary>The part of a request that the readers of its responses use.</summary>
internal interface IAnsweredRequest : IResponseDelivery
{
    /// <summary>The row of the route's API.</summary>
    LlmApiFacts Facts { get; }

    /// <summary>The readers of the request's responses.</summary>
    ResponsePayloads Payloads { get; }

    /// <summary>Whether the readers keep the answers for the attributes with content.</summary>
    bool ReadsContent { get; }

    /// <summary>Returns the value of an attribute, or its replacement if the request asks for masking.</summary>
    object? MaskContent(string name, object? value);

    /// <summary>Sets an attribute of <c>litellm_request</c> from a response.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="value">The value; <see langword="null"/> sets nothing.</param>
    /// <param name="origin">The sender of the response.</param>
    void SetResponseTag(string name, object? value, ResponseOrigin origin);

    /// <summary>Sets attributes of <c>litellm_request</c> from a response.</summary>
    /// <param name="tags">The attributes. Secrets and what the request masks are replaced in them.</param>
    /// <param name="origin">The sender of the response.</param>
    void SetResponseTags(Span<KeyValuePair<string, object?>> tags, ResponseOrigin origin);

    /// <summary>Keeps the last answer of a provider, until the response to the caller or the end of the request; <see langword="null"/> if it need not be kept.</summary>
    void KeepAnswer(KeptAnswer? answer);

    /// <summary>Returns the kept answer, once. The caller returns its memory.</summary>
    KeptAnswer? TakeAnswer();

    /// <summary>The response to the caller reports an error, although its status is one of success.</summary>
    /// <param name="error">The error.</param>
    void FailInResponse(ReportedError error);
}
