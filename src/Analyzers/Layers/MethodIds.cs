namespace TracedLlm.Analyzers.Layers;

/// <summary>Reads the documentation ids of methods.</summary>
internal static class MethodIds
{
    private const string Constructor = "#ctor";

    /// <summary>The name by which code calls a method: <c>M:Core.Services.AddCore``1(System.Uri)</c> → <c>AddCore</c>; of a constructor the name of its type.</summary>
    public static string NameOf(string id)
    {
        var parts = id.Split('(')[0].Split('.');
        var last = parts[parts.Length - 1];
        return WithoutArity(last == Constructor && parts.Length > 1 ? parts[parts.Length - 2] : last);
    }

    /// <summary>Whether a method is one of the platform, which much code calls.</summary>
    public static bool IsOfThePlatform(string id) => id.StartsWith("M:System.", StringComparison.Ordinal) || id.StartsWith("M:Microsoft.", StringComparison.Ordinal);

    private static string WithoutArity(string name) => name.Split('`')[0];
}
