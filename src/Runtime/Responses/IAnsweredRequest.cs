using TracedLlm.Facts;
using TracedLlm.Taps;

namespace TracedLlm.Responses;

/// <summary>What a response needs of the request that it answers.</summary>
internal interface IAnsweredRequest : IResponseDelivery
{
    /// <summary>The row of the route's API.</summary>
    LlmApiFacts Facts { get; }

    /// <summary>The readers of the request's responses.</summary>
    ResponsePayloads Payloads { get; }

    /// <summary>The value of an attribute, or its replacement where the request asks for masking.</summary>
    object? MaskContent(string name, object? value);

    /// <summary>Sets an attribute of <c>litellm_request</c> from a response.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="value">The value; <see langword="null"/> sets nothing.</param>
    /// <param name="origin">Who sent the response.</param>
    void SetResponseTag(string name, object? value, ResponseOrigin origin);

    /// <summary>The response to the caller reports an error, although its status is that of a success.</summary>
    /// <param name="errorType">The error's <c>error.type</c>.</param>
    void FailInResponse(string errorType);
}
