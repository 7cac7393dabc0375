using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace TracedLlm.Lookahead;

/// <summary>The content of a request's body that the lookahead can read.</summary>
internal readonly record struct LookaheadContent
{
    // ASP.NET Core's default limit (FormOptions.MultipartBoundaryLengthLimit). RFC 2046 allows 70 characters.
    private const int MaxBoundary = 128;

    /// <summary>Whether the whole body is JSON in UTF-8.</summary>
    public bool IsJson { get; private init; }

    /// <summary>The boundary between the parts of a <c>multipart/form-data</c> body.</summary>
    public string? Boundary { get; private init; }

    /// <summary>The reason why the lookahead does not read the body, one of <see cref="RequestUnread"/>; <see langword="null"/> if it does.</summary>
    public string? Unread { get; private init; }

    /// <summary>Whether the body has no content that the lookahead can read.</summary>
    public bool IsNone => !IsJson && Boundary is null;

    /// <summary>Finds out from the headers which content the body has.</summary>
    /// <param name="context">The request.</param>
    /// <param name="bound">The most bytes that a JSON body may have.</param>
    public static LookaheadContent Inspect(HttpContext context, long bound)
    {
        var request = context.Request;
        var length = request.ContentLength;
        if (length == 0
            || context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false }
            || IsRefused(context, length))
        {
            return default;
        }

        var encoded = IsEncoded(request) ? RequestUnread.Encoded : null;

        var type = request.ContentType.AsSpan();
        if (IsMultipart(type))
        {
            return new() { Boundary = BoundaryOf(request.ContentType), Unread = encoded };
        }

        return new() { IsJson = IsUtf8Json(type), Unread = encoded ?? (length > bound ? RequestUnread.TooLong : null) };
    }

    /// <summary>Whether the request can have a body that is a text, whatever the lookahead reads of it.</summary>
    public static bool MayBeText(HttpContext context)
    {
        var request = context.Request;
        var length = request.ContentLength;
        var type = Essence(request.ContentType.AsSpan());
        return length != 0
            && (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? request.Body != Stream.Null)
            && context.Features.Get<IHttpExtendedConnectFeature>() is not { IsExtendedConnect: true }
            && !IsRefused(context, length)
            && !IsMedia(type);
    }

    // The bytes of a sound or an image have no fields, and no message quotes them.
    private static bool IsMedia(ReadOnlySpan<char> type) =>
        type.StartsWith("audio/", StringComparison.OrdinalIgnoreCase)
        || type.StartsWith("image/", StringComparison.OrdinalIgnoreCase)
        || type.StartsWith("video/", StringComparison.OrdinalIgnoreCase);

    // The server rejects such a body at the first read. Until then the handler may change the limit.
    private static bool IsRefused(HttpContext context, long? length) =>
        length > context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;

    // The middleware that decompresses requests removes the header.
    private static bool IsEncoded(HttpRequest request)
    {
        foreach (var encoding in request.Headers.ContentEncoding)
        {
            if (!string.IsNullOrEmpty(encoding) && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsMultipart(ReadOnlySpan<char> type) => Essence(type).Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);

    private static string? BoundaryOf(string? type)
    {
        var boundary = MediaTypeHeaderValue.TryParse(type, out var parsed) ? HeaderUtilities.RemoveQuotes(parsed.Boundary) : default;
        return boundary.Length is > 0 and <= MaxBoundary ? boundary.ToString() : null;
    }

    private static bool IsUtf8Json(ReadOnlySpan<char> type)
    {
        var essence = Essence(type);
        if (!essence.EndsWith("/json", StringComparison.OrdinalIgnoreCase) && !essence.EndsWith("+json", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var at = type.IndexOf("charset=", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return true;
        }

        var charset = Essence(type[(at + "charset=".Length)..]).Trim('"');
        return charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || charset.Equals("us-ascii", StringComparison.OrdinalIgnoreCase);
    }

    private static ReadOnlySpan<char> Essence(ReadOnlySpan<char> type)
    {
        var parameters = type.IndexOf(';');
        return (parameters < 0 ? type : type[..parameters]).Trim();
    }
}
