using System.Globalization;
using System.Text;
using OpenTelemetry.Logs;
using TracedLlm.Exporting;
using TracedLlm.Secrets;

namespace TracedLlm.Export.Signals;

/// <summary>
/// Removes from a log record what the spans of its request do not show: secrets, and quotes of content. The message of an exception can
/// quote any input, and the exporter would send it as it is.
/// </summary>
internal static class LogTexts
{
    /// <summary>Replaces a text of which it is not known what it quotes of the request.</summary>
    public const string Withheld = "[withheld: it is not known what this text quotes of the request]";

    // The template of a record is an attribute with this name, as Microsoft.Extensions.Logging defines it.
    private const string Template = "{OriginalFormat}";

    // A record may have a text of any length. The search reads more than is kept, because a secret that is cut in two is not recognised.
    private const int MaxText = 32 * 1024;
    private const int MaxRead = MaxText + (4 * 1024);
    private const int MaxDepth = 4;

    [ThreadStatic]
    private static bool _isCleaning;

    /// <summary>Removes the texts from the record, so that the processors after this one receive the rest.</summary>
    /// <param name="record">The record.</param>
    /// <param name="request">The request that the record belongs to; <see langword="null"/> outside a traced request.</param>
    public static void Clean(LogRecord record, IExportedRequest? request)
    {
        // The attributes of an event are those of litellm_request, which shows content as far as the settings say.
        if (record.CategoryName == TracedLlmTelemetry.EventsCategory)
        {
            return;
        }

        // A redactor of the gateway may write log records itself. The secrets are removed from these, and no redactor is called.
        var isInRedactor = _isCleaning;
        _isCleaning = true;
        try
        {
            Clean(record, new Texts(isInRedactor ? null : request));
        }
        catch (Exception)
        {
            // No memory, for instance. The code that writes a record must not fail because of it.
            (record.FormattedMessage, record.Body, record.Attributes, record.Exception) = (Withheld, Withheld, null, null);
        }
        finally
        {
            _isCleaning = isInRedactor;
        }
    }

    private static void Clean(LogRecord record, Texts texts)
    {
        var template = record.Body is { } body ? texts.Clean(body, isConstant: IsConstant(body)) : null;
        var message = record.FormattedMessage is { } formatted ? texts.RemoveQuotes(formatted) : null;

        // A body may have megabytes: what stands in a text without quotes is not searched again.
        var searched = message is not null && message == record.FormattedMessage ? message : null;
        List<KeyValuePair<string, object?>> attributes = [];
        var isWithheld = false;
        foreach (var (name, value) in record.Attributes ?? [])
        {
            var rest = name == Template && Equals(value, record.Body) ? template
                : value is string part && searched?.Contains(part, StringComparison.Ordinal) == true ? texts.RemoveSecrets(part)
                : texts.CleanValue(value, depth: 0);
            isWithheld |= name != Template && Equals(rest, Withheld);
            attributes.Add(new(name, rest));
        }

        if (record.FormattedMessage is { } text)
        {
            // The values of the message are attributes, so that the message quotes the request only where one of them does.
            record.FormattedMessage = message is not null ? texts.RemoveSecrets(message)
                : !isWithheld && record.Body is { } format && IsConstant(format) ? texts.RemoveSecrets(text)
                : template ?? Withheld;
        }

        if (record.Exception is { } exception)
        {
            attributes.Add(new("exception.type", Name(exception)));
            attributes.Add(new("exception.message", texts.Clean(exception.Message)));
            attributes.Add(new("exception.stacktrace", Describe(exception, texts)));
            record.Exception = null;
        }

        record.Body = template;
        record.Attributes = attributes;
    }

    private static string Describe(Exception exception, Texts texts)
    {
        var text = new StringBuilder();
        for (var current = exception; current is not null && text.Length < MaxText; current = current.InnerException)
        {
            text.Append(text.Length > 0 ? "\n ---> " : "").Append(Name(current)).Append(": ").Append(texts.Clean(current.Message));
            if (current.StackTrace is { } stack)
            {
                text.Append('\n').Append(stack);
            }
        }

        return Cut(text.ToString(), MaxText);
    }

    private static string Name(Exception exception) => exception.GetType().FullName ?? exception.GetType().Name;

    // Literals of the program are interned, and a text that it has read or made is not. A template can be such a text: of an interpolated
    // string all is template.
    private static bool IsConstant(string text) => string.IsInterned(text) is not null;

    private static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    /// <summary>Cleans the texts of one record.</summary>
    private readonly struct Texts(IExportedRequest? request)
    {
        /// <summary>Returns a text without quotes; <see langword="null"/> if it is not known what it quotes.</summary>
        public string? RemoveQuotes(string text)
        {
            text = Cut(text, MaxRead);
            return request is null ? text : request.RemoveQuotedContent(text);
        }

        public string RemoveSecrets(string text) =>
            Cut(request is null ? SecretRedaction.Redact(Cut(text, MaxRead), []) : request.RemoveSecrets(Cut(text, MaxRead)), MaxText);

        public string Clean(string text, bool isConstant = false)
        {
            var rest = isConstant ? text : RemoveQuotes(text) ?? (IsConstant(text) ? text : null);
            return rest is null ? Withheld : RemoveSecrets(rest);
        }

        /// <summary>Returns the value of an attribute. An exporter shows other objects than numbers, texts and lists as their text.</summary>
        public object? CleanValue(object? value, int depth)
        {
            switch (value)
            {
                case null or Guid or TimeSpan or DateTimeOffset:
                case ValueType and IConvertible:
                    return value;
                case string text:
                    return Clean(text, isConstant: false);
                case Array array when array.GetType().GetElementType() is { IsPrimitive: true }:
                    return value;
                case Array array when array.Rank == 1 && depth < MaxDepth:
                    var items = new object?[array.Length];
                    for (var i = 0; i < items.Length; i++)
                    {
                        items[i] = CleanValue(array.GetValue(i), depth + 1);
                    }

                    return Array.TrueForAll(items, static item => item is null or string) ? Array.ConvertAll(items, static item => (string?)item) : items;
                case IEnumerable<KeyValuePair<string, object?>> pairs when depth < MaxDepth:
                    List<KeyValuePair<string, object?>> rest = [];
                    foreach (var (name, item) in pairs)
                    {
                        rest.Add(new(name, CleanValue(item, depth + 1)));
                    }

                    return rest;
                default:
                    return Clean(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
            }
        }
    }
}
