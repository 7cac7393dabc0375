using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace TracedLlm.Bench.Build.Gateway;

/// <summary>The files of an area, made of templates in which all types end with 0 and the kind of business is called Thing.</summary>
internal static partial class AreaTemplate
{
    /// <summary>The file of an area without a kind of business.</summary>
    public static KeyValuePair<string, string> File(string template, int area) => new(
        $"Area{Number(area)}/{template}{Number(area)}.cs",
        OfArea(Text(template), area));

    /// <summary>The file of an area for one kind of business.</summary>
    public static KeyValuePair<string, string> File(string template, string kind, int area) => new(
        $"Area{Number(area)}/{kind}{template}{Number(area)}.cs",
        OfArea(Text(template).Replace("Thing", kind, StringComparison.Ordinal).Replace("thing", kind.ToLowerInvariant(), StringComparison.Ordinal), area));

    /// <summary>The text of a template.</summary>
    public static string Text(string template)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(template)!);
        return reader.ReadToEnd();
    }

    /// <summary>A text of area 0 as another area has it.</summary>
    public static string OfArea(string text, int area) => Numbered().Replace(text, "${name}" + Number(area));

    private static string Number(int area) => area.ToString(CultureInfo.InvariantCulture);

    // A name that ends with 0: all types of an area have such a name in the templates.
    [GeneratedRegex(@"\b(?<name>[A-Za-z]+)0\b")]
    private static partial Regex Numbered();
}
