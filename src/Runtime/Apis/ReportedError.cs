using System.Globalization;
using System.Net.WebSockets;

namespace TracedLlm.Apis;

/// <summary>The error that a response reports, in the words of its sender. The texts may contain secrets.</summary>
/// <param name="ErrorType"><c>error.type</c> of an error in a response whose status reports success.</param>
/// <param name="Type">The sender's type, such as <c>rate_limit_error</c>; <see langword="null"/> if it sends none.</param>
/// <param name="Code">The sender's code, such as <c>rate_limit_exceeded</c>; <see langword="null"/> if it sends none.</param>
/// <param name="Message">The sender's message; <see langword="null"/> if it sends none.</param>
internal sealed record ReportedError(string ErrorType, string? Type = null, string? Code = null, string? Message = null)
{
    /// <summary>The error with which one side closes a session; <see langword="null"/> if the status reports none.</summary>
    /// <param name="status">The close status; <see langword="null"/> if the close message has none.</param>
    /// <param name="reason">The reason in the close message.</param>
    public static ReportedError? FromClose(WebSocketCloseStatus? status, string? reason) => status switch
    {
        null or WebSocketCloseStatus.NormalClosure or WebSocketCloseStatus.EndpointUnavailable or WebSocketCloseStatus.Empty => null,
        { } code => new(((int)code).ToString(CultureInfo.InvariantCulture), Message: string.IsNullOrEmpty(reason) ? null : reason),
    };
}
