using System.Globalization;
using TracedLlm.Apis;
using TracedLlm.Metrics;

namespace TracedLlm.Requests;

/// <summary>Chooses the <c>error.type</c> of a request from the facts that name an error type.</summary>
internal static class RequestErrorType
{
    /// <summary>
    /// The error type of the exception, or of the reported error, or of the attempts, or the status, in this order;
    /// <see langword="null"/> if nothing failed.
    /// </summary>
    public static string? FromFacts(in EndedRequest request)
    {
        if (request.Exception is { } exception)
        {
            return ErrorTypes.NameOf(exception);
        }

        // A reported error without a kind, such as the gateway's own error text, is less exact than the error type of the attempts.
        var stated = request.StatedErrorType == ErrorMap.Other ? null : request.StatedErrorType;
        return stated
            ?? request.Attempt?.ErrorType
            ?? request.StatedErrorType
            ?? (request.StatusCode >= 400 ? request.StatusCode.ToString(CultureInfo.InvariantCulture) : null);
    }
}
