using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using TracedLlm.Facts;
using TracedLlm.Metrics;
using TracedLlm.Secrets;

namespace TracedLlm.Tree;

/// <summary>
/// The texts of exceptions and of providers' errors, with a maximum length, without secrets, and without content that the spans of the
/// request do not show: a message can quote any input, and providers quote keys.
/// </summary>
internal static class ErrorText
{
    /// <summary>The maximum length of a message, in characters.</summary>
    public const int MaxMessage = 1024;

    /// <summary>The maximum length of a stack trace with its messages, in characters.</summary>
    public const int MaxStackTrace = 8192;

    // How many characters of a message are searched for secrets. It is more than MaxMessage, because a secret that is cut in two
    // is not recognised.
    private const int MaxRead = 4 * MaxMessage;

    /// <summary>Returns the message of <paramref name="exception"/>.</summary>
    /// <param name="exception">The exception.</param>
    /// <param name="request">The request, whose secrets are replaced; <see langword="null"/> outside a request.</param>
    public static string MessageOf(Exception exception, ITracedRequest? request) => Clean(exception.Message, request);

    /// <summary>
    /// Returns the message of <paramref name="exception"/>, and the messages of its inner exceptions that say more: "An error
    /// occurred while sending the request." is the whole message of many network errors. Below a cancellation there is only what it
    /// interrupted.
    /// </summary>
    /// <inheritdoc cref="MessageOf" path="/param"/>
    public static string Describe(Exception exception, ITracedRequest? request)
    {
        var text = exception.Message;
        for (var outer = exception; outer is not OperationCanceledException && outer.InnerException is { } inner && text.Length < MaxRead; outer = inner)
        {
            if (inner is OperationCanceledException)
            {
                break;
            }

            if (!text.Contains(inner.Message, StringComparison.Ordinal))
            {
                text = $"{text} ---> {inner.Message}";
            }
        }

        return Clean(text, request);
    }

    /// <summary>Returns the beginning of <paramref name="text"/> without secrets.</summary>
    /// <param name="text">The text.</param>
    /// <param name="request">The request, whose secrets are replaced; <see langword="null"/> outside a request.</param>
    /// <param name="sent">Further secrets: those that were sent to the provider.</param>
    public static string Clean(string text, ITracedRequest? request, IEnumerable<string>? sent = null)
    {
        var secrets = request?.Secrets ?? [];
        text = Cut(text, MaxRead);
        text = request?.RemoveContent(LibraryAttributes.ErrorMessage, text) ?? text;
        return Cut(SecretRedaction.Redact(text, sent is null ? secrets : [.. secrets, .. sent]), MaxMessage);
    }

    /// <summary>Returns the type or the code of an error without secrets. They are words of the provider, which quote nothing.</summary>
    /// <inheritdoc cref="Clean" path="/param"/>
    public static string CleanName(string text, ITracedRequest? request, IEnumerable<string> sent) =>
        Cut(SecretRedaction.Redact(Cut(text, MaxRead), [.. request?.Secrets ?? [], .. sent]), MaxMessage);

    /// <summary>Returns the code and the name of a status, as in <c>429 Too Many Requests</c>.</summary>
    public static string NameStatus(int statusCode) =>
        $"{statusCode.ToString(CultureInfo.InvariantCulture)} {ReasonPhrases.GetReasonPhrase(statusCode)}".TrimEnd();

    /// <summary>Returns type, message and stack trace of the exception and of its inner exceptions, the outermost first.</summary>
    /// <inheritdoc cref="MessageOf" path="/param"/>
    public static string StackTraceOf(Exception exception, ITracedRequest? request)
    {
        var text = new StringBuilder();
        for (var current = exception; current is not null && text.Length < MaxStackTrace; current = current.InnerException)
        {
            if (text.Length > 0)
            {
                text.Append("\n ---> ");
            }

            text.Append(ErrorTypes.NameOf(current)).Append(": ").Append(MessageOf(current, request));
            if (current.StackTrace is { } stack)
            {
                text.Append('\n').Append(stack);
            }
        }

        return Cut(text.ToString(), MaxStackTrace);
    }

    /// <summary>
    /// Returns the first <paramref name="length"/> characters of <paramref name="text"/>, without half a surrogate pair at the
    /// end.
    /// </summary>
    public static string Cut(string text, int length) => text.Length <= length
        ? text
        : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
