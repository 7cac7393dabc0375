using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;

namespace TracedLlm.Bench.Build.Gateway;

/// <summary>
/// The sources of a gateway of 1,000 files with 200 traced methods: fifty areas of the same twenty files, each with a route, a
/// stage, a guardrail and a call, surrounded by code without tracing.
/// </summary>
internal static partial class GatewaySources
{
    private const int Areas = 50;

    private static readonly string[] TracedTemplates = ["Endpoint", "Preparation", "Screening", "Provider", "Request"];

    // The last kind has one file less, which makes twenty files in an area.
    private static readonly (string Kind, string[] Files)[] OfBusiness =
    [
        ("Order", ["Model", "Store", "Rules", "Report"]),
        ("Invoice", ["Model", "Store", "Rules", "Report"]),
        ("Customer", ["Model", "Store", "Rules", "Report"]),
        ("Shipment", ["Model", "Store", "Rules"]),
    ];

    /// <summary>The number of traced methods.</summary>
    public const int TracedMethods = Areas * 4;

    /// <summary>The files by name, including the file that starts the gateway.</summary>
    public static IReadOnlyDictionary<string, string> Files()
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["Program.cs"] = Program() };
        for (var area = 0; area < Areas; area++)
        {
            var number = area.ToString(CultureInfo.InvariantCulture);
            foreach (var name in TracedTemplates)
            {
                files[$"Area{number}/{name}{number}.cs"] = OfArea(Template(name), number);
            }

            foreach (var (kind, names) in OfBusiness)
            {
                foreach (var name in names)
                {
                    files[$"Area{number}/{kind}{name}{number}.cs"] = OfArea(OfKind(Template(name), kind), number);
                }
            }
        }

        return files;
    }

    private static string Program()
    {
        var maps = Enumerable.Range(0, Areas).Select(area => $"Gateway.Area{area}.Endpoint{area}.Map(app);");
        return $"""
            var builder = WebApplication.CreateBuilder(args);
            builder.Services.AddTracedLlm(builder.Configuration);
            var app = builder.Build();
            app.UseTracedLlm();
            {string.Join('\n', maps)}
            app.Run();

            """;
    }

    private static string OfKind(string template, string kind) =>
        template.Replace("Thing", kind, StringComparison.Ordinal).Replace("thing", kind.ToLowerInvariant(), StringComparison.Ordinal);

    private static string OfArea(string template, string number) => Numbered().Replace(template, "${name}" + number);

    private static string Template(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    // A name that ends with 0: all types of an area have such a name in the templates.
    [GeneratedRegex(@"\b(?<name>[A-Za-z]+)0\b")]
    private static partial Regex Numbered();
}
