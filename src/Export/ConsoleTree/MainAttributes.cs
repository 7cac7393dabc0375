using System.Collections;
using System.Diagnostics;
using System.Globalization;

namespace TracedLlm.Export.ConsoleTree;

/// <summary>The attributes in a tree on the console, in their order there, with their short names.</summary>
internal static class MainAttributes
{
    // The longest text of one value, so that a line stays readable.
    private const int MaxLength = 80;

    private const int MinDecimals = 3;
    private const int MaxDecimals = 15;

    private static readonly (string Name, string? Label)[] Table =
    [
        ("litellm.outcome", null),
        ("http.request.method", null),
        ("http.route", null),
        ("http.response.status_code", "status"),
        ("error.type", "error"),
        ("litellm.api_key.alias", "key"),
        ("litellm.team.alias", "team"),
        ("litellm.api_key.user_id", "key's user"),
        ("user.id", "user"),
        ("session.id", "session"),
        (GenAi.RequestModel, "model"),
        ("gen_ai.request.stream", "stream"),
        ("gen_ai.response.time_to_first_chunk", "first chunk s"),
        ("gen_ai.usage.input_tokens", "tokens in"),
        ("gen_ai.usage.output_tokens", "tokens out"),
        ("litellm.cost.total", "cost"),
        ("litellm.cache_hit", "cache hit"),
        ("litellm.prompt.name", "prompt"),
        ("litellm.prompt.version", "version"),
        ("litellm.attempt.kind", null),
        ("gen_ai.provider.name", "provider"),
        ("litellm.deployment.id", "deployment"),
        ("litellm.attempt.backoff_ms", "back-off ms"),
        ("litellm.guardrail.name", null),
        ("litellm.guardrail.mode", null),
        ("litellm.guardrail.status", null),
        ("litellm.guardrail.action", "action"),
        ("litellm.guardrail.masked_entity_count", "masked"),
        ("litellm.late", "late"),
    ];

    public static List<string> List(Activity activity)
    {
        var shown = new List<string>();
        foreach (var (name, label) in Table)
        {
            if (activity.GetTagItem(name) is { } value && !IsShownElsewhere(activity, name, value))
            {
                shown.Add(label is null ? Text(value) : $"{label}={Text(value)}");
            }
        }

        return shown;
    }

    private static bool IsShownElsewhere(Activity activity, string name, object value) => name switch
    {
        GenAi.RequestModel => activity.Kind == ActivityKind.Client, // The name of an attempt has its model.
        "user.id" or "session.id" or "litellm.api_key.alias" or "litellm.team.alias" => activity.Kind != ActivityKind.Server, // Many spans have them; the line of the request shows them.
        "litellm.api_key.user_id" => activity.Kind != ActivityKind.Server || value.Equals(activity.GetTagItem("user.id")),
        _ => false,
    };

    private static string Text(object value)
    {
        var text = value switch
        {
            string single => single,
            double number => Format(number),
            bool flag => flag ? "true" : "false",
            IEnumerable several => string.Join(' ', several.Cast<object?>()),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };
        return Shorten(text, MaxLength);
    }

    // At least three digits that count: what a request costs is often below a thousandth.
    private static string Format(double number)
    {
        var decimals = number == 0 || !double.IsFinite(number) ? 0 : Math.Clamp(2 - (int)Math.Floor(Math.Log10(Math.Abs(number))), MinDecimals, MaxDecimals);
        return number.ToString(decimals == 0 ? "R" : "0." + new string('#', decimals), CultureInfo.InvariantCulture);
    }

    /// <summary>A text on one line, cut to <paramref name="maxLength"/> characters; a pair of surrogates is not cut in two.</summary>
    public static string Shorten(string text, int maxLength)
    {
        text = text.ReplaceLineEndings(" ");
        if (text.Length <= maxLength)
        {
            return text;
        }

        var end = maxLength - 1;
        return $"{text.AsSpan(0, char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)}…";
    }
}
