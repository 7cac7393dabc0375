namespace TracedLlm.Export.Backends;

/// <summary>One header of the requests to a backend.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value, which may be a secret.</param>
/// <param name="Form">The value as it may be logged.</param>
internal readonly record struct BackendHeader(string Name, string Value, string Form)
{
    /// <summary>The text in a log in place of a secret.</summary>
    public const string Hidden = "***";

    /// <summary>A header whose value is no secret.</summary>
    public static BackendHeader Plain(string name, string value) => new(name, value, value);

    /// <summary>A header that holds a secret.</summary>
    public static BackendHeader Secret(string name, string value) => new(name, value, $"<{Hidden}>");

    /// <summary>A header from configuration. Its value may be a secret, except for the scheme of an <c>Authorization</c>.</summary>
    public static BackendHeader Configured(string name, string value) =>
        name.Equals("authorization", StringComparison.OrdinalIgnoreCase) && value.IndexOf(' ', StringComparison.Ordinal) is > 0 and var space
            ? new(name, value, $"{value[..space]} <{Hidden}>")
            : Secret(name, value);
}
