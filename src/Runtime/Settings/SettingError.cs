namespace TracedLlm.Settings;

/// <summary>Creates the exceptions for wrong settings. The message names the setting, the value and the allowed values.</summary>
internal static class SettingError
{
    /// <summary>The error for a value that is not allowed.</summary>
    public static InvalidOperationException NotAllowed(string source, string text, string allowed) =>
        new($"{source} is '{text}'. Allowed: {allowed}.");

    /// <summary>The error for one item of a list that is not allowed.</summary>
    public static InvalidOperationException ItemNotAllowed(string source, string item, string allowed) =>
        new($"{source} contains '{item}'. Allowed: {allowed}.");
}
