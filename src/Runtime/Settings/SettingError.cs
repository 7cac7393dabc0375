namespace TracedLlm.Settings;

/// <summary>Creates the exceptions for wrong settings. The message names the setting, the value and the allowed values.</summary>
internal static class SettingError
{
    // A longer value, such as a file that was pasted into a setting, would hide what is allowed.
    private const int LongestText = 200;

    /// <summary>The error for a value that is not allowed.</summary>
    public static InvalidOperationException NotAllowed(string source, string text, string allowed) =>
        new($"{source} is '{Show(text)}'. Allowed: {allowed}.");

    /// <summary>The error for a list or an object in place of one value.</summary>
    public static InvalidOperationException NoScalar(string source, string allowed) =>
        new($"{source} is a list or an object. Allowed: {allowed}.");

    /// <summary>The error for one item of a list that is not allowed.</summary>
    public static InvalidOperationException ItemNotAllowed(string source, string item, string allowed) =>
        new($"{source} contains '{Show(item)}'. Allowed: {allowed}.");

    /// <summary>The error for an item of a list that is no text.</summary>
    public static InvalidOperationException NoText(string source, string allowed) =>
        new($"{source} is no text. Allowed: {allowed}.");

    // A message is one line, also if the value is not.
    private static string Show(string text)
    {
        var start = text.Length > LongestText ? text[..LongestText] + "…" : text;
        return string.Concat(start.Select(static sign => char.IsControl(sign) ? FormattableString.Invariant($"\\u{(int)sign:x4}") : $"{sign}"));
    }
}
