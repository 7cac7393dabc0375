using System.Globalization;
using TracedLlm.Apis;
using TracedLlm.Metrics;

namespace TracedLlm.Requests;

/// <summary>Chooses the <c>error.type</c> of a request among the facts that name one.</summary>
internal static class RequestErrorType
{
    /// <summary>The type of the exception, else of the reported error, else of the attempts, else the status; <see langword="null"/> if nothing failed.</summary>
    public static string? FromFacts(in EndedRequest request)
    {
        if (request.Exception is { } exception)
        {
            return ErrorTypes.NameOf(exception);
        }

        // An error that names no kind, such as the gateway's own words for what broke, gives way to what broke.
        var stated = request.StatedErrorType == ErrorMap.Other ? null : request.StatedErrorType;
        return stated
            ?? request.AttemptErrorType
            ?? request.StatedErrorType
            ?? (request.StatusCode >= 400 ? request.StatusCode.ToString(CultureInfo.InvariantCulture) : null);
    }
}
