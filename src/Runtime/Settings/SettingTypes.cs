using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using TracedLlm.Metrics;

namespace TracedLlm.Settings;

/// <summary>The types that settings have.</summary>
internal static class SettingTypes
{
    private const long MiB = 1024 * 1024;

    // A time, or days and a time. TimeSpan.Parse would read 24:00:00 as 24 days.
    private static readonly string[] TimeForms = [@"h\:mm\:ss", @"d\.h\:mm\:ss", @"h\:mm\:ss\.FFFFFFF", @"d\.h\:mm\:ss\.FFFFFFF"];

    /// <summary>True or false.</summary>
    public static readonly SettingType<bool> Flag =
        new ScalarType<bool>("true or false", TryParseFlag, static value => value ? "`true`" : "`false`", static _ => true);

    /// <summary>Any text.</summary>
    public static readonly SettingType<string> Text =
        new ScalarType<string>("text", TryParseText, static value => value.Length == 0 ? "none" : $"`{value}`", static _ => true);

    /// <summary>Numbers from 0 to 1.</summary>
    public static readonly SettingType<double> Fraction = new ScalarType<double>(
        "a number from 0 to 1",
        static (string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value),
        static value => FormattableString.Invariant($"`{value}`"),
        static value => value is >= 0 and <= 1);

    /// <summary>Whole numbers from 1.</summary>
    public static readonly SettingType<int> Count =
        WholeNumber("a whole number", 1, int.MaxValue, static value => string.Create(CultureInfo.InvariantCulture, $"`{value}`"));

    /// <summary>Whole numbers from 0.</summary>
    public static readonly SettingType<int> Limit =
        WholeNumber("a whole number", 0, int.MaxValue, static value => string.Create(CultureInfo.InvariantCulture, $"`{value}`"));

    /// <summary>The time that stands for no limit: the longest that the specification's numbers can say, 24 days.</summary>
    public static readonly TimeSpan NoLimit = TimeSpan.FromMilliseconds(int.MaxValue);

    /// <summary>
    /// Durations of the OpenTelemetry specification: numbers of milliseconds.
    /// https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#duration
    /// </summary>
    public static readonly SettingType<TimeSpan> Duration = new ScalarType<TimeSpan>(
        "a whole number of milliseconds",
        static (string text, out TimeSpan value) => TryParseMilliseconds(text, out value),
        FormatMilliseconds,
        static _ => true);

    /// <summary>
    /// Time-outs of the OpenTelemetry specification: numbers of milliseconds, with 0 for <see cref="NoLimit"/>.
    /// https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#timeout
    /// </summary>
    public static readonly SettingType<TimeSpan> Timeout = new ScalarType<TimeSpan>(
        "a whole number of milliseconds, 0 for no limit",
        static (string text, out TimeSpan value) =>
        {
            var isNumber = TryParseMilliseconds(text, out value);
            value = value == TimeSpan.Zero ? NoLimit : value;
            return isNumber;
        },
        FormatMilliseconds,
        static _ => true);

    /// <summary>Lists of hosts.</summary>
    public static readonly SettingType<IEnumerable<string>> Hosts =
        new ListType("a list of hosts such as api.example.com, localhost:8080, *.example.com or *", HostAllowList.IsPattern);

    /// <summary>Lists of servers.</summary>
    public static readonly SettingType<IEnumerable<string>> Servers = new ListType(
        "a list of servers such as langfuse.example.com (https, port 443), localhost:3000, http://langfuse.internal:3000, *.example.com or *",
        ServerPattern.IsPattern);

    // Whether content is recorded is a setting of its own.
    private static readonly string[] ContentFields =
    [
        "messages", "system", "input", "inputs", "instructions", "prompt", "contents", "content", "query", "documents", "suffix", "prediction", "tools", "system_instruction", "systemInstruction", "inputText",
        "texts", "image", "images", "mask", "file", "additional_messages", "additional_instructions", "thread", "requests", "functions", "mock_response",
    ];

    /// <summary>Lists of fields of a request that are no content.</summary>
    public static readonly SettingType<IEnumerable<string>> Parameters = new ListType(
        "a list of fields such as feature, each of up to 64 letters, digits, _, - and ., and none with content such as messages",
        static name => name is { Length: > 0 and <= 64 }
            && name.All(static sign => char.IsAsciiLetterOrDigit(sign) || sign is '_' or '-' or '.')
            && !ContentFields.Contains(name, StringComparer.OrdinalIgnoreCase));

    /// <summary>Lists of attributes that metrics may have.</summary>
    public static readonly SettingType<IEnumerable<string>> MetricAttributes = new ListType(OwnMetricAttributes.Allowed, OwnMetricAttributes.IsAllowed);

    /// <summary>Lists of names. The code that uses the setting checks the names.</summary>
    public static SettingType<IEnumerable<string>> Names(string allowed) => new ListType(allowed, static _ => true);

    /// <summary>Whole numbers from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public static SettingType<int> Number(int least, int most) =>
        WholeNumber("a whole number", least, most, static value => string.Create(CultureInfo.InvariantCulture, $"`{value}`"));

    /// <summary>Numbers of bytes.</summary>
    public static SettingType<T> Bytes<T>(T least, T? most = null)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T> =>
        WholeNumber("a whole number of bytes", least, most ?? T.MaxValue, static value => FormatBytes(long.CreateChecked(value)));

    /// <summary>Times, as in <c>00:30:00</c> and <c>1.00:00:00</c>.</summary>
    public static SettingType<TimeSpan> Time(TimeSpan least, TimeSpan? most = null) => new ScalarType<TimeSpan>(
        most is null ? $"a time such as 00:30:00 or 1.00:00:00, from {least:c}" : $"a time such as 00:30:00 or 1.00:00:00, from {least:c} to {most:c}",
        static (string text, out TimeSpan value) => TimeSpan.TryParseExact(text, TimeForms, CultureInfo.InvariantCulture, out value),
        static value => $"`{value:c}`",
        value => value >= least && (most is null || value <= most));

    /// <summary>
    /// The names of an enumeration in any case, with or without underscores, because LiteLLM writes names with underscores and
    /// .NET without.
    /// </summary>
    public static SettingType<T> Choice<T>()
        where T : struct, Enum => new ScalarType<T>(
        string.Join(", ", Enum.GetNames<T>()),
        static (string text, out T value) => TryParseName(text.Replace("_", "", StringComparison.Ordinal), out value),
        static value => $"`{value}`",
        static value => Enum.IsDefined(value));

    /// <summary>One of several texts, in any case.</summary>
    public static SettingType<string> OneOf(params string[] texts) => new ScalarType<string>(
        string.Join(", ", texts),
        (string text, [MaybeNullWhen(false)] out string value) =>
        {
            value = Array.Find(texts, other => other.Equals(text, StringComparison.OrdinalIgnoreCase));
            return value is not null;
        },
        static value => $"`{value}`",
        static _ => true);

    /// <summary>Several names of an enumeration with <see cref="FlagsAttribute"/>.</summary>
    public static SettingType<T> Choices<T>()
        where T : struct, Enum => new FlagsType<T>();

    private static ScalarType<T> WholeNumber<T>(string noun, T least, T most, Func<T, string> format)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T> => new(
        most == T.MaxValue
            ? string.Create(CultureInfo.InvariantCulture, $"{noun} from {least}")
            : string.Create(CultureInfo.InvariantCulture, $"{noun} from {least} to {most}"),
        static (string text, out T value) => T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value),
        format,
        value => value >= least && value <= most);

    private static string FormatBytes(long bytes) => FormattableString.Invariant($"`{bytes}` ({bytes / MiB} MiB)");

    private static string FormatMilliseconds(TimeSpan value) => FormattableString.Invariant($"`{value.TotalMilliseconds}`");

    private static bool TryParseMilliseconds(string text, out TimeSpan value)
    {
        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        value = TimeSpan.FromMilliseconds(number);
        return isNumber;
    }

    // Enum.TryParse would take the text "Full,Link" for the value whose number has the bits of both.
    private static bool TryParseName<T>(string text, out T value)
        where T : struct, Enum
    {
        var name = Array.Find(Enum.GetNames<T>(), other => other.Equals(text, StringComparison.OrdinalIgnoreCase));
        value = name is null ? default : Enum.Parse<T>(name);
        return name is not null;
    }

    private static bool TryParseFlag(string text, out bool value)
    {
        value = text is "1" || text.Equals("true", StringComparison.OrdinalIgnoreCase);
        return value || text is "0" || text.Equals("false", StringComparison.OrdinalIgnoreCase);
    }

    private static bool TryParseText(string text, out string value)
    {
        value = text;
        return true;
    }
}
