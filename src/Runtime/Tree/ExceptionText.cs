using System.Text;
using TracedLlm.Metrics;
using TracedLlm.Secrets;

namespace TracedLlm.Tree;

/// <summary>What exceptions say, within bounds and without secrets: their messages may quote anything.</summary>
internal static class ExceptionText
{
    /// <summary>How many characters of a message are kept.</summary>
    public const int MaxMessage = 1024;

    /// <summary>How many characters of a stack trace are kept, with the messages in it.</summary>
    public const int MaxStackTrace = 8192;

    // How much of a message is looked through for secrets. It is more than is kept: one that is cut in two is not recognised.
    private const int MaxRead = 4 * MaxMessage;

    /// <summary>The message of <paramref name="exception"/>.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="request">The request, whose own secrets are taken out; <see langword="null"/> outside of one.</param>
    public static string MessageOf(Exception exception, ITracedRequest? request) =>
        Cut(SecretRedaction.Redact(Cut(exception.Message, MaxRead), request?.Secrets ?? []), MaxMessage);

    /// <summary>Type, message and stack of the exception and those inside of it, the outermost first.</summary>
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

    /// <summary>The beginning of <paramref name="text"/>, without half of a surrogate pair at its end.</summary>
    public static string Cut(string text, int length) => text.Length <= length
        ? text
        : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
