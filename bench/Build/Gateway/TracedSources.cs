namespace TracedLlm.Bench.Build.Gateway;

/// <summary>
/// The sources of a gateway of 1,000 files with 200 traced methods: fifty areas of the same twenty files, each with a route, a
/// stage, a guardrail and a call, surrounded by code without tracing.
/// </summary>
internal static class TracedSources
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

    /// <summary>The files by name, including the file that starts the gateway.</summary>
    public static IReadOnlyDictionary<string, string> Files() => new SortedDictionary<string, string>(
        Enumerable.Range(0, Areas).SelectMany(FilesOf).Append(new("Program.cs", Program())).ToDictionary(),
        StringComparer.Ordinal);

    private static IEnumerable<KeyValuePair<string, string>> FilesOf(int area) =>
    [
        .. TracedTemplates.Select(template => AreaTemplate.File(template, area)),
        .. from business in OfBusiness
           from template in business.Files
           select AreaTemplate.File(template, business.Kind, area),
    ];

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
}
