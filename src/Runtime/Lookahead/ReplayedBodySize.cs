using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace TracedLlm.Lookahead;

/// <summary>
/// The size limit of a body after a lookahead. The server accepts no new limit once the body has been read from. This feature
/// applies the limit that a handler sets before its first read.
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

    /// <summary>Checks the limit before a read. After the first read the handler can no longer change the limit.</summary>
    /// <param name="length">The length of the body, as far as it is known.</param>
    /// <exception cref="BadHttpRequestException">The body is longer than the handler's limit (413).</exception>
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
