using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace TracedLlm.Tree;

/// <summary>Recognises exceptions whose cause is the caller: a request that the server refuses, or a caller that has left.</summary>
internal static class CallerErrors
{
    // Kestrel's text for a connection that ends in the middle of a body (CoreStrings.BadRequest_UnexpectedEndOfRequestContent, which
    // has no translations). The exception has no public reason, and the server's token of the request is cancelled a moment later.
    private const string EndInBody = "Unexpected end of request content.";

    /// <summary>
    /// Returns the status that refuses the request; <see langword="null"/> if <paramref name="exception"/> does not say that the
    /// request is malformed. An HTTP client that sends the request's body on wraps the exception.
    /// </summary>
    public static int? FindStatus(Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case BadHttpRequestException { StatusCode: >= 400 and < 500 and var status } when !IsEndInBody(inner):
                    return status;

                // Kestrel's exception for a chunk size of 2^31 or more; only smaller malformed sizes are a BadHttpRequestException
                // (Http1ChunkedEncodingMessageBody.CalculateChunkSize).
                case IOException { InnerException: OverflowException }:
                    return StatusCodes.Status400BadRequest;
            }
        }

        return null;
    }

    /// <summary>Whether <paramref name="exception"/> says that the caller's connection is gone, or has ended in the middle of the body. Only servers throw these types.</summary>
    public static bool IsDeparture(Exception exception)
    {
        for (var inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is ConnectionResetException or ConnectionAbortedException || IsEndInBody(inner))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsEndInBody(Exception exception) => exception is BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest, Message: EndInBody };
}
