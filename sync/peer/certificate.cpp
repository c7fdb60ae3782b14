#include "sync/peer/certificate.h"

#include <QCryptographicHash>

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>

#include <array>
#include <memory>

namespace sheaf {

using namespace Qt::StringLiterals;

namespace {

    template <auto function>
    struct Free
    {
        template <typename T>
        void operator()(T *object) const
        {
            function(object);
        }
    };
    using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
    using X509Ptr = std::unique_ptr<X509, Free<X509_free>>;
    using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;

    Error failed(QStringView what)
    {
        return {ErrorCode::KeystoreFailed, u"This device's TLS certificate: "_s + what.toString()};
    }

    QByteArray contentsOf(BIO *bio)
    {
        char *data = nullptr;
        const long size = BIO_get_mem_data(bio, &data);
        return QByteArray(data, static_cast<qsizetype>(size));
    }

    QByteArray fingerprintOf(X509 *certificate)
    {
        unsigned char *der = nullptr;
        const int size = i2d_X509(certificate, &der);
        if (size <= 0) {
            return {};
        }
        const QByteArray hash = QCryptographicHash::hash(
            QByteArrayView(reinterpret_cast<const char *>(der), size), QCryptographicHash::Sha256);
        OPENSSL_free(der);
        return hash;
    }

    bool describe(X509 *certificate, EVP_PKEY *key)
    {
        std::array<unsigned char, 16> serial {};
        if (RAND_bytes(serial.data(), int(serial.size())) != 1) {
            return false;
        }
        serial[0] &= 0x7f; // positive
        const std::unique_ptr<BIGNUM, Free<BN_free>> number(
            BN_bin2bn(serial.data(), int(serial.size()), nullptr));
        X509_NAME *name = X509_get_subject_name(certificate);
        constexpr std::array<unsigned char, 5> kName {'s', 'h', 'e', 'a', 'f'};
        return number && X509_set_version(certificate, 2) == 1
            && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate))
            && ASN1_TIME_set_string(X509_getm_notBefore(certificate), "20000101000000Z") == 1
            && ASN1_TIME_set_string(X509_getm_notAfter(certificate), "99991231235959Z") == 1
            && X509_NAME_add_entry_by_txt(
                   name, "CN", MBSTRING_ASC, kName.data(), int(kName.size()), -1, 0)
            == 1
            && X509_set_issuer_name(certificate, name) == 1
            && X509_set_pubkey(certificate, key) == 1
            && X509_sign(certificate, key, EVP_sha256()) > 0;
    }

} // namespace

Result<Certificate> Certificate::make()
{
    const Key key(EVP_EC_gen("P-256"));
    const X509Ptr certificate(X509_new());
    if (!key || !certificate || !describe(certificate.get(), key.get())) {
        return failed(u"OpenSSL could not make it.");
    }
    const Bio pem(BIO_new(BIO_s_mem()));
    const Bio keyPem(BIO_new(BIO_s_mem()));
    if (!pem || !keyPem || PEM_write_bio_X509(pem.get(), certificate.get()) != 1
        || PEM_write_bio_PrivateKey(keyPem.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr)
            != 1) {
        return failed(u"OpenSSL could not write it.");
    }
    return Certificate {
        contentsOf(pem.get()), contentsOf(keyPem.get()), fingerprintOf(certificate.get())};
}

Result<Certificate> Certificate::fromPem(const QByteArray &pem, const QByteArray &keyPem)
{
    const Bio pemBio(BIO_new_mem_buf(pem.constData(), int(pem.size())));
    const Bio keyBio(BIO_new_mem_buf(keyPem.constData(), int(keyPem.size())));
    const X509Ptr certificate(pemBio ? PEM_read_bio_X509(pemBio.get(), nullptr, nullptr, nullptr)
                                     : nullptr);
    const Key key(keyBio ? PEM_read_bio_PrivateKey(keyBio.get(), nullptr, nullptr, nullptr)
                         : nullptr);
    if (!certificate || !key) {
        return failed(u"the stored one does not parse.");
    }
    if (X509_check_private_key(certificate.get(), key.get()) != 1) {
        return failed(u"the stored key belongs to another certificate.");
    }
    return Certificate {pem, keyPem, fingerprintOf(certificate.get())};
}

} // namespace sheaf
