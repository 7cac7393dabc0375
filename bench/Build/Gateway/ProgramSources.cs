namespace TracedLlm.Bench.Build.Gateway;

/// <summary>The source of an application in one Program.cs of 10,000 lines: 111 endpoints, each a lambda with its work in it.</summary>
internal static class ProgramSources
{
    private const int Endpoints = 111;

    /// <summary>The one file.</summary>
    public static IReadOnlyDictionary<string, string> Files() => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Program.cs"] = $"""
            using System.Globalization;
            using System.Text;
            using System.Text.Json;
            using System.Text.Json.Nodes;

            var builder = WebApplication.CreateBuilder(args);
            builder.Services.AddHttpClient();
            var app = builder.Build();
            {string.Concat(Enumerable.Range(0, Endpoints).Select(number => AreaTemplate.OfArea(AreaTemplate.Text("MappedLambda"), number)))}
            app.Run();

            """,
    };
}
