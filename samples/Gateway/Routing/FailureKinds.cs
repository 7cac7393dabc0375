using System.Net;

namespace TracedLlm.Samples.Gateway;

/// <summary>Finds what a call failed of.</summary>
internal static class FailureKinds
{
    /// <summary>The option of a request with what its provider's error says.</summary>
    public static readonly HttpRequestOptionsKey<FailureKind> Stated = new("failure-kind");

    /// <summary>The kind of a response that is no success.</summary>
    public static FailureKind Find(HttpResponseMessage response) =>
        response.RequestMessage?.Options.TryGetValue(Stated, out var stated) is true ? stated : Find(response.StatusCode);

    /// <summary>The kind of a status.</summary>
    public static FailureKind Find(HttpStatusCode status) => (int)status switch
    {
        408 or 504 => FailureKind.Timeout,
        429 => FailureKind.RateLimit,
        401 => FailureKind.Authentication,
        403 => FailureKind.Other,
        404 => FailureKind.NotFound,
        502 => FailureKind.BadGateway,
        503 or 529 => FailureKind.ServiceUnavailable,
        >= 500 => FailureKind.InternalServer,
        >= 400 => FailureKind.BadRequest,
        _ => FailureKind.Other,
    };

    /// <summary>The kind of an exception of a call.</summary>
    public static FailureKind Find(Exception exception) => exception is TimeoutException ? FailureKind.Timeout : FailureKind.Connection;

    /// <summary>Whether another request to the same deployment may succeed, because this one was wrong.</summary>
    public static bool IsOfRequest(FailureKind kind) => kind is FailureKind.BadRequest or FailureKind.ContextWindow or FailureKind.ContentPolicy;

    /// <summary>Whether the body of the error may say more than its status.</summary>
    public static bool IsStatedInBody(HttpStatusCode status) =>
        status is HttpStatusCode.BadRequest or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.UnprocessableEntity;
}
