namespace TracedLlm.Export.Tests.Tenants;

/// <summary>Settings of tenants, as short text.</summary>
internal static class Vars
{
    /// <param name="text"><c>name=value</c> pairs, separated by commas.</param>
    public static CallbackVars Parse(string text) => new(text
        .Split(',', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .Select(pair => KeyValuePair.Create(pair[0].Trim(), (string?)pair[1])));
}
