using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Xunit.Abstractions;

namespace TracedLlm.Architecture.Tests;

/// <summary>The internal types of the runtime that the export mentions: a small contract, and libraries that know nothing of a request's state.</summary>
public sealed class ExportContractTests(ITestOutputHelper output)
{
    private const string Runtime = "TracedLlm";
    private const string Export = "TracedLlm.Export";

    // What the runtime gives the export of a request.
    private static readonly string[] Contract =
    [
        "TracedLlm.Exporting.EverySpanTags",
        "TracedLlm.Exporting.ExportedContext",
        "TracedLlm.Exporting.IExportedRequest",
        "TracedLlm.Exporting.IKeptRequestFields",
        "TracedLlm.Exporting.IOpenRequests",
        "TracedLlm.Exporting.ISpanObserver",
        "TracedLlm.Exporting.ITraceBackends",
        "TracedLlm.Exporting.ITraceSampling",
        "TracedLlm.Exporting.LlmSource",
        "TracedLlm.Exporting.OutcomeLevels",
        "TracedLlm.Exporting.ParentSource",
        "TracedLlm.Exporting.RequestResult",
        "TracedLlm.Exporting.SeparateTrace",
        "TracedLlm.Exporting.SpanEnding",
        "TracedLlm.Exporting.SpanObservers",
        "TracedLlm.Exporting.StartingRoot",
    ];

    // The readers of the captured content, beside their writers.
    private static readonly string[] Content =
    [
        "TracedLlm.Content.CapturedDocument",
        "TracedLlm.Content.CapturedMessage",
        "TracedLlm.Content.CapturedPart",
        "TracedLlm.Content.CapturedTool",
    ];

    // Tables and libraries that both packages use.
    private static readonly string[] Libraries =
    [
        "TracedLlm.Facts.HttpAttributes",
        "TracedLlm.Facts.LibraryAttributes",
        "TracedLlm.Facts.LlmApiFacts",
        "TracedLlm.Facts.LlmApiKind",
        "TracedLlm.Facts.LlmApiTable",
        "TracedLlm.Facts.OpenAi",
        "TracedLlm.Json.JsonText",
        "TracedLlm.Json.Utf8JsonElements",
        "TracedLlm.Json.Utf8JsonExtensions",
        "TracedLlm.Metrics.InstrumentFacts",
        "TracedLlm.Metrics.InstrumentKind",
        "TracedLlm.Metrics.TraceCounters",
        "TracedLlm.Secrets.SecretRedaction",
        "TracedLlm.Settings.ConfiguredSetting`1",
        "TracedLlm.Settings.ListType",
        "TracedLlm.Settings.PackageSettings",
        "TracedLlm.Settings.ScalarType`1",
        "TracedLlm.Settings.ServerPattern",
        "TracedLlm.Settings.Setting",
        "TracedLlm.Settings.SettingError",
        "TracedLlm.Settings.SettingType`1",
        "TracedLlm.Settings.SettingTypes",
        "TracedLlm.Settings.SettingVariable",
        "TracedLlm.Settings.SettingWarnings",
        "TracedLlm.Settings.SettingsTable`1",
        "TracedLlm.Settings.TextParser`1",
    ];

    private static readonly string[] Rooms = ["Content", "Exporting", "Facts", "Json", "Metrics", "Secrets", "Settings"];

    [Fact]
    public void The_export_mentions_only_these_internal_types_of_the_runtime()
    {
        var mentioned = ReadMentioned();
        output.WriteLine(string.Join('\n', mentioned));

        Assert.Equal([.. new[] { Contract, Content, Libraries }.SelectMany(names => names).Order(StringComparer.Ordinal)], mentioned);
    }

    [Fact]
    public void The_internal_types_that_the_export_mentions_are_in_few_rooms()
    {
        var types = ShippedAssemblies.ReadTypes(Runtime);

        Assert.Equal(Rooms, ReadMentioned().Select(name => Room(types[name].File)).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_export_mentions_all_types_of_the_contract() =>
        Assert.Equal(
            Contract,
            ShippedAssemblies.ReadTypes(Runtime).Values
                .Where(type => Room(type.File) == "Exporting")
                .Select(type => type.Name)
                .Order(StringComparer.Ordinal));

    // A path in the PDB is such as Runtime/Exporting/LlmSource.cs or Facts/OpenAi.cs.
    private static string Room(string file) => file.Split('/') is ["Runtime", var room, ..] ? room : file.Split('/')[0];

    /// <summary>The type references of the export to types of the runtime that are not public. A constant leaves no reference.</summary>
    private static string[] ReadMentioned()
    {
        var types = ShippedAssemblies.ReadTypes(Runtime);
        using var image = new PEReader(File.OpenRead(ShippedAssemblies.PathFor(Export)));
        var metadata = image.GetMetadataReader();
        return
        [
            .. metadata.TypeReferences
                .Select(metadata.GetTypeReference)
                .Where(type => type.ResolutionScope.Kind == HandleKind.AssemblyReference
                    && metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name) == Runtime)
                .Select(type => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}")
                .Where(name => types.TryGetValue(name, out var type) && !type.IsPublic)
                .Order(StringComparer.Ordinal),
        ];
    }
}
