using System.Text.RegularExpressions;
using TracedLlm.Testing.Processes;
using TracedLlm.Testing.Waiting;

namespace TracedLlm.Package.Tests.Feeds;

/// <summary>A test that publishes a trimmed program; skipped where the packages that only such a publish needs cannot be restored.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed partial class TrimmedFactAttribute : FactAttribute
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk.Web">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <UseCurrentRuntimeIdentifier>true</UseCurrentRuntimeIdentifier>
            <SelfContained>true</SelfContained>
            <PublishTrimmed>true</PublishTrimmed>
            <NuGetAudit>false</NuGetAudit>
          </PropertyGroup>
        </Project>
        """;

    // Asked once in a run, when tests are looked for.
    private static readonly Lazy<string?> Missing = new(() => MissingAsync().GetAwaiter().GetResult());

    public TrimmedFactAttribute()
    {
        if (Missing.Value is { } package)
        {
            Skip = $"No trimmed publish without the package {package}, which no source of this machine has.";
        }
    }

    private static async Task<string?> MissingAsync()
    {
        var folder = Directory.CreateTempSubdirectory("tracedllm-trimmed-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "Trimmed.csproj"), Project);
            var (exitCode, output) = await Command.DotnetAsync(folder.FullName, Patience.Default, "restore", "--nologo", "-nodeReuse:false");

            // Anything else that goes wrong is the test's to say.
            return exitCode != 0 && NotFound().Match(output) is { Success: true } found ? found.Groups["package"].Value : null;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [GeneratedRegex(@"error NU110[123]: .*?(?<package>Microsoft\.(NETCore\.App|AspNetCore\.App|NET\.ILLink)\.[\w.-]+)")]
    private static partial Regex NotFound();
}
