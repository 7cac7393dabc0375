using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using TracedLlm.Testing.Snapshots;

namespace TracedLlm.Viewer.Tests.Client;

/// <summary>The page that is in the package is the one that the build makes of the sources in <c>src/Viewer/Client</c>.</summary>
public sealed partial class BuiltPageTests
{
    private const string Advice = "Run `npm ci && npm run build` in src/Viewer/Client and commit src/Viewer/Assets and src/Viewer/Assets.sha256.";

    private static readonly string Viewer = Path.GetFullPath(Path.Combine(FolderOfThisFile(), "../../../src/Viewer"));

    [Fact]
    public void The_assets_are_built_of_the_sources()
    {
        var recorded = File.ReadAllLines(Path.Combine(Viewer, "Assets.sha256")).Select(static line => line.Split("  ", 2)).ToDictionary(static parts => parts[1], static parts => parts[0]);
        var present = Sources().Concat(Assets()).ToDictionary(static path => path, Hash);

        Assert.True(
            recorded.Count == present.Count && recorded.All(pair => present.GetValueOrDefault(pair.Key) == pair.Value),
            $"{Advice} These files differ: {string.Join(", ", recorded.Except(present).Concat(present.Except(recorded)).Select(static pair => pair.Key).Distinct().Order(StringComparer.Ordinal))}");
    }

    [Fact]
    public void The_assembly_has_the_assets()
    {
        var assembly = typeof(TracedLlmViewerOptions).Assembly;

        Assert.Equal(Assets().Order(StringComparer.Ordinal), assembly.GetManifestResourceNames().Where(static name => name.StartsWith("Assets/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        foreach (var name in Assets())
        {
            using var resource = assembly.GetManifestResourceStream(name)!;
            Assert.Equal(Hash(name), Convert.ToHexStringLower(SHA256.HashData(resource)));
        }
    }

    [Fact]
    public void The_page_names_only_its_own_files_and_has_no_script_or_style_in_it()
    {
        var page = File.ReadAllText(Path.Combine(Viewer, "Assets/index.html"));
        var named = Reference().Matches(page).Select(static match => match.Groups[1].Value).ToArray();

        Assert.Equal(["assets/viewer.svg", "assets/viewer.css", "assets/viewer.js"], named);
        Assert.All(named, static name => Assert.Contains("Assets/" + name["assets/".Length..], Assets()));
        Assert.DoesNotContain("<style", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("style=", page, StringComparison.OrdinalIgnoreCase);
        Assert.All(Script().Matches(page), static match => Assert.Contains("src=\"assets/", match.Value, StringComparison.Ordinal));
        Assert.DoesNotMatch(Handler(), page);
    }

    [Fact]
    public void The_sources_never_make_HTML_or_code_of_a_text()
    {
        var found = Sources()
            .Where(static path => path.StartsWith("Client/source/", StringComparison.Ordinal))
            .Where(static path => TextAsCode().IsMatch(File.ReadAllText(Path.Combine(Viewer, path))));

        Assert.Empty(found);
    }

    [Theory]
    [InlineData("<p dangerouslySetInnerHTML={{ __html: text }} />", true)]
    [InlineData("element.innerHTML = text;", true)]
    [InlineData("Function(text)()", true)]
    [InlineData("location.href = text;", true)]
    [InlineData("location = text;", true)]
    [InlineData("<a href=\"javascript:go()\">", true)]
    [InlineData("function render(text) { return location.href === text; }", false)]
    public void Code_that_makes_HTML_or_code_of_a_text_is_found(string code, bool isFound) => Assert.Equal(isFound, TextAsCode().IsMatch(code));

    [Fact]
    public void The_script_has_the_licence_of_its_library()
    {
        var script = File.ReadAllText(Path.Combine(Viewer, "Assets/viewer.js"));

        Assert.StartsWith("/*!", script, StringComparison.Ordinal);
        Assert.Contains("The MIT License (MIT)", script, StringComparison.Ordinal);
        Assert.Contains("Copyright (c) 2015-present Jason Miller", script, StringComparison.Ordinal);
    }

    private static string FolderOfThisFile([CallerFilePath] string path = "") => Path.GetDirectoryName(SourcePath.Of(path))!;

    private static IEnumerable<string> Sources() => Files("Client/source").Concat(["Client/build.mjs", "Client/package-lock.json", "Client/package.json", "Client/tsconfig.json"]);

    private static IEnumerable<string> Assets() => Files("Assets");

    private static IEnumerable<string> Files(string folder) => Directory
        .EnumerateFiles(Path.Combine(Viewer, folder), "*", SearchOption.AllDirectories)
        .Select(static path => Path.GetRelativePath(Viewer, path).Replace('\\', '/'));

    private static string Hash(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Viewer, path))));

    [GeneratedRegex("(?:src|href)=\"([^\"]*)\"")]
    private static partial Regex Reference();

    [GeneratedRegex("<script[^>]*>")]
    private static partial Regex Script();

    [GeneratedRegex(@"\son[a-z]+=")]
    private static partial Regex Handler();

    // Preact's own way has other letters than the property of the browser: dangerouslySetInnerHTML.
    [GeneratedRegex(
        @"innerHTML|outerHTML|insertAdjacentHTML|setHTML|document\.write|\beval\(|\b(?-i:Function)\(|srcdoc|DOMParser|createContextualFragment|setAttribute|javascript:|location(\.href)?\s*=[^=]|location\.(assign|replace)|window\.open",
        RegexOptions.IgnoreCase)]
    private static partial Regex TextAsCode();
}
