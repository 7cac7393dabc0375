using System.Text;
using TracedLlm.Metrics;
using TracedLlm.Secrets;

namespace TracedLlm.Tree;

/// <summary>The texts of exceptions, with a maximum length and without secrets, because a message can quote any input.</summary>
internal static class ExceptionText
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
    public static string MessageOf(Exception exception, ITracedRequest? request) =>
        Cut(SecretRedaction.Redact(Cut(exception.Message, MaxRead), request?.Secrets ?? []), MaxMessage);

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
