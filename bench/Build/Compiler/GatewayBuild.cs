using System.Diagnostics;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using TracedLlm.Bench.Build.Gateway;

namespace TracedLlm.Bench.Build.Compiler;

/// <summary>
/// The gateway as a project in its own folder, and the arguments that the SDK passes to the compiler, including the SDK's
/// analyzers and generators, which run in every build.
/// </summary>
internal sealed class GatewayBuild : IDisposable
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk.Web">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
            <OutputType>{0}</OutputType>
            <AssemblyName>Gateway</AssemblyName>
            <NuGetAudit>false</NuGetAudit>
          </PropertyGroup>
          <ItemGroup>
            <Using Include="TracedLlm" />
          </ItemGroup>
        </Project>
        """;

    private const string Generated = "generated";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tracedllm-bench-");
    private readonly IReadOnlyList<string> _arguments;

    /// <summary>Writes the project and asks the SDK how to compile it.</summary>
    /// <param name="workload">The project.</param>
    public GatewayBuild(Workload workload)
    {
        var output = workload.Kind == OutputKind.DynamicallyLinkedLibrary ? "Library" : "Exe";
        File.WriteAllText(Path.Combine(Folder, "Gateway.csproj"), Project.Replace("{0}", output, StringComparison.Ordinal));
        foreach (var (name, text) in workload.Files)
        {
            var path = Path.Combine(Folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }

        var build = AskTheSdk();
        Compilers = Path.Combine(build.GetProperty("Properties").GetProperty("RoslynTargetsPath").GetString()!, "bincore");
        _arguments =
        [
            .. build.GetProperty("Items").GetProperty("CscCommandLineArgs").EnumerateArray()
                .Select(argument => argument.GetProperty("Identity").GetString()!)
                .Where(argument => argument != "/noconfig"),
            $"/reference:{typeof(TracedLlmRouteAttribute).Assembly.Location}",
        ];
    }

    /// <summary>The folder of the project.</summary>
    public string Folder => _folder.FullName;

    /// <summary>The folder of the SDK's compilers.</summary>
    public string Compilers { get; }

    /// <summary>The assemblies that the compiler loads for a project that references TracedLlm.</summary>
    public static IReadOnlyList<string> TracedLlmAssemblies { get; } =
    [
        typeof(Generators.Spans.TracedMethodGenerator).Assembly.Location,
        typeof(Analyzers.Spans.TracedMethodNotPartial).Assembly.Location,
    ];

    /// <summary>The arguments with the generators and the rules.</summary>
    public string Traced() => ResponseFile("traced.rsp", TracedLlmAssemblies.Select(static assembly => $"/analyzer:{assembly}"));

    /// <summary>The arguments with generators and rules that also keep the generated files, which builds do not do by default.</summary>
    public string Generating() => ResponseFile(
        "generating.rsp",
        [.. TracedLlmAssemblies.Select(static assembly => $"/analyzer:{assembly}"), $"/generatedfilesout:{Directory.CreateDirectory(Path.Combine(Folder, Generated)).FullName}"]);

    /// <summary>The arguments without generators and rules, for use after a compilation that kept the generated files; these files are compiled.</summary>
    public string Plain() => ResponseFile(
        "plain.rsp",
        from assembly in TracedLlmAssemblies
        let folder = Path.Combine(Folder, Generated, Path.GetFileNameWithoutExtension(assembly))
        where Directory.Exists(folder)
        from file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        select file);

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);

    private string ResponseFile(string name, IEnumerable<string> more)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllLines(path, _arguments.Concat(more).Select(Quoted));
        return path;
    }

    private static string Quoted(string argument) => argument.Contains('"', StringComparison.Ordinal) ? argument : $"\"{argument}\"";

    private JsonElement AskTheSdk()
    {
        var start = new ProcessStartInfo("dotnet", [
            "build", "--nologo", "-t:Compile", "-p:ProvideCommandLineArgs=true", "-p:SkipCompilerExecution=true", "-nodeReuse:false",
            "-getItem:CscCommandLineArgs", "-getProperty:RoslynTargetsPath",
        ])
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
        };
        using var dotnet = Process.Start(start)!;
        var output = dotnet.StandardOutput.ReadToEnd();
        dotnet.WaitForExit();
        return dotnet.ExitCode == 0
            ? JsonSerializer.Deserialize<JsonElement>(output)
            : throw new InvalidOperationException($"The SDK does not build the gateway:\n{output}");
    }
}
