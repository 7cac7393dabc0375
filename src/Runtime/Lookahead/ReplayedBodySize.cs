using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace TracedLlm.Lookahead;

/// <summary>
/// The limit of a body that has been looked ahead in. The server takes none any more once it has been read from; a handler
/// that sets its own before it reads is heard all the same.
/// </summary>
internal sealed class ReplayedBodySize(long? limit) : IHttpMaxRequestBodySizeFeature
{
    private long? _own;

    public bool IsReadOnly { get; private set; }

    public long? MaxRequestBodySize
    {
        get => _own ?? limit;
        set
        {
            if (IsReadOnly)
            {
                throw new InvalidOperationException(
                    "The maximum request body size cannot be modified after the app has already started reading from the request body.");
            }

            _own = value;
        }
    }

    /// <summary>The handler reads; from here on the limit stands.</summary>
    /// <param name="length">How long the body is, as far as it is known.</param>
    /// <exception cref="BadHttpRequestException">The body is longer than the handler allows (413).</exception>
    public void Check(long length)
    {
        IsReadOnly = true;
        if (length > _own)
        {
            throw new BadHttpRequestException(
                $"Request body too large. The max request body size is {_own} bytes.",
                StatusCodes.Status413PayloadTooLarge);
        }
    }
}
