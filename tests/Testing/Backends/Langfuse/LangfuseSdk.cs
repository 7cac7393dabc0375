using System.Globalization;

namespace TracedLlm.Testing.Backends;

/// <summary>The Langfuse SDKs that write directly without an ingestion version.</summary>
internal static class LangfuseSdk
{
    public static bool WritesDirectly(string name, string version) =>
        int.TryParse(version.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
        && name switch
        {
            "python" => major >= 4,
            "javascript" => major >= 5,
            _ => false,
        };
}
