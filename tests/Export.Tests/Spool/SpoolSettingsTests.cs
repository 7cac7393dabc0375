using Microsoft.Extensions.Configuration;
using TracedLlm.Export.Setup;
using TracedLlm.Export.Spool;

namespace TracedLlm.Export.Tests.Spool;

/// <summary>The spool is off unless a directory is set; a value that is not allowed ends the program.</summary>
public class SpoolSettingsTests
{
    private const long MiB = 1024 * 1024;

    [Fact]
    public void Without_a_directory_there_is_no_spool()
    {
        Assert.Null(Read());
        Assert.Null(Read(("Spool", "")));
        Assert.Null(Read(("SpoolMaxBytes", "1048576")));
    }

    [Fact]
    public void A_directory_is_enough() =>
        Assert.Equal(
            new SpoolOptions("/var/spool/gateway") { MaxBytes = 512 * MiB, MaxAge = TimeSpan.FromHours(24), SegmentBytes = 8 * MiB },
            Read(("Spool", "/var/spool/gateway")));

    [Fact]
    public void A_small_spool_has_small_files() =>
        Assert.Equal(
            new SpoolOptions("spool") { MaxBytes = MiB, MaxAge = new(2, 3, 4, 5), SegmentBytes = MiB / 16 },
            Read(("Spool", "spool"), ("SpoolMaxBytes", "1048576"), ("SpoolMaxAge", "2.03:04:05")));

    [Theory]
    [InlineData("00:00:01", 1)]
    [InlineData("1:00:00", 3_600)]
    [InlineData("23:59:59", 86_399)]
    [InlineData("1.00:00:00", 86_400)]
    [InlineData("365.00:00:00", 31_536_000)]
    public void Ages_are_times(string age, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Read(("Spool", "spool"), ("SpoolMaxAge", age))!.MaxAge);

    [Theory]
    [InlineData("24:00:00")]
    [InlineData("24")]
    [InlineData("1d")]
    [InlineData("00:00:00")]
    [InlineData("-01:00:00")]
    [InlineData("365.00:00:01")]
    public void Other_ages_are_refused_with_or_without_a_directory(string age)
    {
        var allowed = $"TracedLlm:SpoolMaxAge is '{age}'. Allowed: a time such as 00:30:00 or 1.00:00:00, from 00:00:01 to 365.00:00:00.";

        Assert.Equal(allowed, Assert.Throws<InvalidOperationException>(() => Read(("Spool", "spool"), ("SpoolMaxAge", age))).Message);
        Assert.Equal(allowed, Assert.Throws<InvalidOperationException>(() => Read(("SpoolMaxAge", age))).Message);
    }

    [Theory]
    [InlineData("512MB")]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("1048575")]
    [InlineData("1e9")]
    public void Other_sizes_are_refused(string bytes) =>
        Assert.Equal(
            $"TracedLlm:SpoolMaxBytes is '{bytes}'. Allowed: a whole number of bytes from 1048576.",
            Assert.Throws<InvalidOperationException>(() => Read(("Spool", "spool"), ("SpoolMaxBytes", bytes))).Message);

    private static SpoolOptions? Read(params (string Name, string Value)[] settings) => SpoolSettings.Read(
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"TracedLlm:{setting.Name}", (string?)setting.Value)))
            .Build());
}
