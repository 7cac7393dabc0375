using System.Text.Json;
using System.Text.RegularExpressions;
using TracedLlm.Testing.Processes;

namespace TracedLlm.Samples.Gateway.Tests.Deploy;

/// <summary>The container that <c>deploy/</c> runs is the gateway as machine code.</summary>
public sealed partial class ContainerTests
{
    private const string Project = "samples/Gateway/TracedLlm.Samples.Gateway.csproj";

    [Fact]
    public void The_pages_command_builds_the_image_that_the_files_run_for_a_platform()
    {
        var command = Publish().Match(DeployedFile.Documentation).Value;

        Assert.Contains("-c Release", command, StringComparison.Ordinal);
        Assert.Contains("--os linux", command, StringComparison.Ordinal); // names a RuntimeIdentifier
        var image = command.Split("-p:ContainerRepository=")[1];
        Assert.Equal($"${{GATEWAY_IMAGE:-{image}:latest}}", DeployedFile.Compose.Scalar("services", "gateway", "image"));
        Assert.Contains($"image: {image}", DeployedFile.KubernetesObject("StatefulSet", "gateway").Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("linux-x64")]
    [InlineData("linux-arm64")]
    public async Task A_gateway_that_is_published_for_a_platform_is_machine_code(string platform)
    {
        var (code, output) = await Command.DotnetAsync(
            Path.GetDirectoryName(DeployedFile.PathOf(Project))!,
            TimeSpan.FromMinutes(5),
            "msbuild", DeployedFile.PathOf(Project), "-getProperty:PublishReadyToRun", "-getProperty:SelfContained", "-p:Configuration=Release", $"-p:RuntimeIdentifier={platform}");

        Assert.True(code == 0, output);
        using var properties = JsonDocument.Parse(output);
        var values = properties.RootElement.GetProperty("Properties");
        Assert.Equal(("true", "false"), (values.GetProperty("PublishReadyToRun").GetString(), values.GetProperty("SelfContained").GetString()));
    }

    [GeneratedRegex("^dotnet publish samples/Gateway .*-t:PublishContainer.*$", RegexOptions.Multiline)]
    private static partial Regex Publish();
}
